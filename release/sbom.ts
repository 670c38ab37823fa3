/**
 * Prints the list of what is installed with the bridge (CycloneDX, JSON): `npm run -s sbom > sbom.json`. npm makes it
 * from the lock file. What it leaves out or gets wrong is put right here: `--omit dev` would also omit what
 * development and production share, the name would be the folder's, and some licences would be missing.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  /** As packages of ten years ago said it. */
  licenses: z.array(z.object({ type: z.string() })).default([]),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string(),
      dev: z.boolean().default(false),
      devOptional: z.boolean().default(false),
    }),
  ),
});
const componentSchema = z.looseObject({
  'bom-ref': z.string(),
  name: z.string(),
  version: z.string(),
  licenses: z.array(z.unknown()).optional(),
});
const bomSchema = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string(), name: z.string() }) }),
  components: z.array(componentSchema),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});

type Component = z.infer<typeof componentSchema>;

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));
}

/** `name@version` of what is not for development alone. */
function listShipped(): ReadonlySet<string> {
  const { packages } = lockSchema.parse(readJson('package-lock.json'));
  const shipped = Object.entries(packages).filter(([, { dev, devOptional }]) => !dev && !devOptional);
  return new Set(shipped.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`));
}

/** The lock file does not repeat the licence of every package. */
function withLicence(component: Component): Component {
  const file = `node_modules/${component.name}/package.json`;
  if (component.licenses !== undefined || !existsSync(`${root}/${file}`)) return component;
  const { version, license, licenses } = manifestSchema.parse(readJson(file));
  const ids = license === undefined ? licenses.map(({ type }) => type) : [license];
  if (version !== component.version || ids.length === 0) return component;
  return { ...component, licenses: ids.map((id) => ({ license: { id } })) };
}

const options = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
const made = execFileSync('npm', ['sbom', ...options], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
const { metadata, components, dependencies, ...bom } = bomSchema.parse(JSON.parse(made));
const shipped = listShipped();
const listed = components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
const known = new Set([metadata.component['bom-ref'], ...listed.map((component) => component['bom-ref'])]);
const { name } = manifestSchema.parse(readJson('package.json'));
const complete = {
  ...bom,
  metadata: { ...metadata, component: { ...metadata.component, name } },
  components: listed.map(withLicence),
  dependencies: dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => known.has(each)) })),
};
process.stdout.write(`${JSON.stringify(complete, null, 2)}\n`);
