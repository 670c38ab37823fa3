/** What is released together has one version, and Node.js is the same everywhere. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const manifestSchema = z.object({ version: z.string(), devDependencies: z.object({ node: z.string() }) });
const { version, devDependencies } = manifestSchema.parse(JSON.parse(read('package.json')));

it('lock file and chart have the version of the package', () => {
  const lock = z.object({ version: z.string() }).parse(JSON.parse(read('package-lock.json')));
  expect(lock.version).toBe(version);
  const chart = read('deploy/helm/genesys-scim-bridge/Chart.yaml');
  expect(chart.match(/^(?:version|appVersion): .*$/gm)).toEqual([
    `version: ${version}`,
    `appVersion: ${version}`,
  ]);
});

it('the image has the Node.js that the tests run with', () => {
  const bases = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
  expect(new Set(bases)).toEqual(new Set([`node:${devDependencies.node}-slim`]));
});
