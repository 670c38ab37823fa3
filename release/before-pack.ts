/**
 * Runs before `npm pack` and `npm publish`: builds anew, so that no file of an older build is packed, and puts the
 * lock file's production part beside it, so that whoever installs the package gets the versions that were tested.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));

const packageSchema = z.looseObject({
  dev: z.boolean().default(false),
  devOptional: z.boolean().default(false),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), z.looseObject({})) });

/** npm would install what stands in the file, also what only development needs. */
function keepProduction(lock: z.infer<typeof lockSchema>): z.infer<typeof lockSchema> {
  const kept = Object.entries(lock.packages).filter(([, entry]) => {
    const { dev, devOptional } = packageSchema.parse(entry);
    return !dev && !devOptional;
  });
  const { '': own = {}, ...others } = Object.fromEntries(kept);
  const { devDependencies: _left, ...application } = own;
  return { ...lock, packages: { '': application, ...others } };
}

rmSync(`${root}/dist`, { recursive: true, force: true });
// Standard output belongs to npm: `npm pack --json` is read by programs.
execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
const lock = lockSchema.parse(JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')));
writeFileSync(`${root}/npm-shrinkwrap.json`, `${JSON.stringify(keepProduction(lock), null, 2)}\n`);
