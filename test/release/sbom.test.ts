/** `npm run sbom` lists everything that is installed with the bridge, and nothing else. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What CycloneDX 1.5 asks for, as far as this list goes. */
const bomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.enum(['1.5', '1.6', '1.7']),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f-]{36}$/),
  version: z.literal(1),
  metadata: z.object({
    timestamp: z.iso.datetime(),
    component: z.object({
      'bom-ref': z.string(),
      type: z.literal('application'),
      name: z.literal('genesys-scim-bridge'),
      version: z.string(),
    }),
  }),
  components: z.array(
    z.object({
      'bom-ref': z.string(),
      type: z.literal('library'),
      name: z.string(),
      version: z.string(),
      purl: z.string().startsWith('pkg:npm/'),
      hashes: z
        .array(z.object({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) }))
        .min(1),
      licenses: z.array(z.unknown()).min(1).optional(),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().default(false),
      devOptional: z.boolean().default(false),
      integrity: z.string().optional(),
    }),
  ),
});

let bom: z.infer<typeof bomSchema>;

beforeAll(() => {
  const text = execFileSync('npm', ['run', '-s', 'sbom'], { cwd: root, encoding: 'utf8' });
  bom = bomSchema.parse(JSON.parse(text));
});

it('lists what the lock file has outside of development, with the same hashes', () => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')));
  const expected = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path, { version, integrity = '' }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const hash = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
      return `${name}@${version} ${hash}`;
    });
  const listed = bom.components.map(
    ({ name, version, hashes }) => `${name}@${version} ${hashes[0]?.content ?? ''}`,
  );
  expect([...new Set(listed)].sort()).toEqual([...new Set(expected)].sort());
});

it('says what depends on what, in terms of its own list', () => {
  const known = new Set([
    bom.metadata.component['bom-ref'],
    ...bom.components.map((each) => each['bom-ref']),
  ]);
  const named = bom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  expect(named.filter((ref) => !known.has(ref))).toEqual([]);
  expect(bom.dependencies.map(({ ref }) => ref)).toEqual(expect.arrayContaining([...known]));
});

it('names the licence of each', () => {
  const unnamed = bom.components.filter(({ licenses }) => licenses === undefined).map(({ name }) => name);
  expect(unnamed).toEqual([]);
});
