/** What is installed with the bridge is what was looked at: exact versions, checked by hash, from one registry. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, root), 'utf8'));

const versions = z.record(z.string(), z.string());
const manifest = z
  .object({
    dependencies: versions,
    devDependencies: versions,
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(read('package.json'));

const packageSchema = z.object({
  version: z.string(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().default(false),
  devOptional: z.boolean().default(false),
  optional: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
});
const { packages } = z
  .object({ packages: z.record(z.string(), z.unknown()) })
  .parse(read('package-lock.json'));
const installed = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ path, ...packageSchema.parse(entry) }));
const shipped = installed.filter(({ dev, devOptional }) => !dev && !devOptional);

describe('dependencies', () => {
  it.each(Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))(
    '%s is pinned exactly and locked to the same version',
    (name, version) => {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(installed).toContainEqual(expect.objectContaining({ path: `node_modules/${name}`, version }));
    },
  );

  it('come from a registry, with a hash that npm checks', () => {
    expect(shipped.length).toBeGreaterThan(50);
    for (const { path, resolved, integrity } of installed) {
      // Left out, it is the registry that npm is set to; never a folder or a repository.
      expect([path, resolved ?? 'https://']).toEqual([path, expect.stringMatching(/^https:\/\//)]);
      expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
    }
  });

  it('run no scripts of their own when they are installed, but for the one that brings Node', () => {
    expect(shipped.filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
    expect(manifest.allowScripts).toEqual({ node: true });
  });
});
