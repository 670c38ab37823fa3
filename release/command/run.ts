/**
 * `npm run release -- X.Y.Z [--yes]`: checks that a release can be made, says what it would do, and with `--yes` does it: all
 * of it in one commit and one tag, or nothing. What is published stands in `release-artifacts/`. docs/releasing.md goes on
 * from there.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { judgeAudit } from './audit.ts';
import { notesOf, releaseChangelog } from './changelog.ts';
import { checkVersion, withChartVersion } from './version.ts';

const CHART = 'deploy/helm/genesys-scim-bridge/Chart.yaml';
const FIXTURES = 'test/upgrade/fixtures';

const say = (line: string) => process.stdout.write(`${line}\n`);
const read = (file: string) => readFileSync(file, 'utf8');
const run = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  }).trim();

/** npm ends with 1 for what it finds and for a registry that does not answer; its report tells them apart. */
function auditPackages(): string {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return judgeAudit(stdout);
}

interface Release {
  readonly version: string;
  readonly changelog: string;
  readonly chart: string;
}

/** Throws with the first thing that stands in the way. */
function prepare(version: string): Release {
  const { version: present } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
  checkVersion(version, present);
  const branch = run('git', 'branch', '--show-current');
  if (branch !== 'main') throw new Error(`releases are made on main, and this is ${branch || 'no branch'}`);
  const changes = run('git', 'status', '--porcelain');
  if (changes !== '') throw new Error(`commit or remove first:\n${changes}`);
  if (run('git', 'tag', '--list', `v${version}`) !== '') throw new Error(`v${version} exists already`);
  if (process.env.TEST_DATABASE_URL === undefined) {
    throw new Error(
      'TEST_DATABASE_URL has to name a PostgreSQL server, for the database that later upgrades are tested with',
    );
  }
  run('pg_dump', '--version');
  return {
    version,
    changelog: releaseChangelog(read('CHANGELOG.md'), version, new Date()),
    chart: withChartVersion(read(CHART), version),
  };
}

function write({ version, changelog, chart }: Release): void {
  writeFileSync('CHANGELOG.md', changelog);
  writeFileSync(CHART, chart);
  run('npm', 'version', '--no-git-tag-version', '--allow-same-version', version);
  run(process.execPath, 'test/upgrade/make-fixture.ts', version);
}

/** Package and bill of materials, with the hashes that are signed or compared. */
function makeArtifacts(version: string): string {
  const folder = join('release-artifacts', version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'sbom.cdx.json'), `${run('npm', 'run', '--silent', 'sbom')}\n`);
  run('npm', 'pack', '--silent', '--pack-destination', folder);
  const sums = readdirSync(folder).map((name) => {
    const hash = createHash('sha256').update(readFileSync(join(folder, name)));
    return `${hash.digest('hex')}  ${name}\n`;
  });
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  return folder;
}

/** The working copy was clean before, so nothing of anybody's is lost. */
function takeBack(version: string): void {
  run('git', 'reset', '--quiet', '--hard', 'HEAD');
  for (const extension of ['sql', 'json']) rmSync(join(FIXTURES, `${version}.${extension}`), { force: true });
}

/** git signs the tag where `tag.gpgSign` says so. */
function commitAndTag(version: string): void {
  run('git', 'add', '--all');
  run('git', 'commit', '--quiet', '--message', `chore: release ${version}`);
  try {
    const notes = `genesys-scim-bridge ${version}\n\n${notesOf(read('CHANGELOG.md'), version)}`;
    run('git', 'tag', '--annotate', `v${version}`, '--cleanup=verbatim', '--message', notes);
  } catch (error) {
    run('git', 'reset', '--quiet', '--hard', 'HEAD~1');
    throw error;
  }
}

function make(release: Release): void {
  const { version } = release;
  try {
    write(release);
    const folder = makeArtifacts(version);
    commitAndTag(version);
    say(`released ${version}: commit and tag are here, package and bill of materials in ${folder}`);
    say(`next: git push --follow-tags, and what docs/releasing.md says of publishing`);
  } catch (error) {
    takeBack(version);
    throw error;
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { yes: { type: 'boolean', default: false } },
});
try {
  const [version = ''] = positionals;
  if (positionals.length !== 1 || !existsSync('package.json')) {
    throw new Error('name the version: npm run release -- 1.2.3 [--yes]');
  }
  const release = prepare(version);
  say(`npm audit           ${auditPackages()}`);
  say(`CHANGELOG.md        ${version}, with what was unreleased`);
  say(`package.json, lock  ${version}`);
  say(`chart               version and appVersion ${version}`);
  say(`${FIXTURES}  a database of ${version}, for the tests of later upgrades`);
  say(`release-artifacts   package, bill of materials, hashes`);
  say(`git                 one commit, the tag v${version}`);
  if (values.yes) make(release);
  else say('nothing was done: repeat it with --yes');
} catch (error) {
  process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
