/** `npm run release` in a working copy of its own. Needs git, pg_dump and TEST_DATABASE_URL. */

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder } from '../e2e/harness/processes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VERSION = '9.8.7';

let folder: string;

const git = (...args: readonly string[]) =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 }).trim();

/** What the command is like for whoever types it. */
const release = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'release/command/run.ts', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

const read = (file: string) => readFileSync(join(folder, file), 'utf8');

beforeAll(async () => {
  folder = await makeFolder();
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of new Set(listed.split('\0').filter((each) => each !== ''))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
  git('config', 'user.name', 'Release Test');
  git('config', 'user.email', 'release@example.com');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'chore: begin');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('says what it would do, and does nothing', () => {
  const { status, stdout } = release(VERSION);
  expect([status, stdout]).toEqual([0, expect.stringContaining('nothing was done')]);
  expect(git('status', '--porcelain')).toBe('');
  expect(git('tag')).toBe('');
});

it.each([
  ['no version', [], /name the version/],
  ['an earlier version', ['0.0.1'], /lies before/],
])('refuses %s', (_name, args, expected) => {
  const { status, stderr } = release(...args);
  expect([status, stderr]).toEqual([1, expect.stringMatching(expected)]);
});

it('refuses a working copy with changes, and another branch', () => {
  writeFileSync(join(folder, 'left-over'), '');
  expect(release(VERSION, '--yes').stderr).toContain('left-over');
  rmSync(join(folder, 'left-over'));
  git('switch', '--quiet', '--create', 'feature');
  expect(release(VERSION, '--yes').stderr).toContain('made on main');
  git('switch', '--quiet', 'main');
});

it('leaves everything as it was when it fails half-way', () => {
  const before = git('rev-parse', 'HEAD');
  writeFileSync(join(folder, '.git/hooks/pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const { status } = release(VERSION, '--yes');
  rmSync(join(folder, '.git/hooks/pre-commit'));
  expect([status, git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag')]).toEqual([
    1,
    before,
    '',
    '',
  ]);
}, 240_000);

it('makes a release: one commit, one tag, everything with the version', () => {
  const before = git('rev-parse', 'HEAD');
  const { status, stderr } = release(VERSION, '--yes');
  expect([status, stderr]).toEqual([0, '']);
  expect(git('rev-parse', 'HEAD~1', `v${VERSION}^{commit}`).split('\n')).toEqual([
    before,
    git('rev-parse', 'HEAD'),
  ]);
  expect(git('status', '--porcelain')).toBe('');
  expect(git('tag', '--list', '--format=%(contents)')).toMatch(/^genesys-scim-bridge 9\.8\.7\n\n### /);
  expect(read('CHANGELOG.md')).toContain(`## Unreleased\n\n## ${VERSION} (`);
  expect(JSON.parse(read('package.json')).version).toBe(VERSION);
  expect(JSON.parse(read('package-lock.json')).version).toBe(VERSION);
  expect(read('deploy/helm/genesys-scim-bridge/Chart.yaml')).toContain(`appVersion: ${VERSION}`);
  expect(readdirSync(join(folder, 'test/upgrade/fixtures'))).toEqual(
    expect.arrayContaining([`${VERSION}.json`, `${VERSION}.sql`]),
  );
  const artifacts = join(folder, 'release-artifacts', VERSION);
  expect(readdirSync(artifacts).sort()).toEqual([
    'SHA256SUMS',
    `genesys-scim-bridge-${VERSION}.tgz`,
    'sbom.cdx.json',
  ]);
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: artifacts });
  expect(JSON.parse(read(`release-artifacts/${VERSION}/sbom.cdx.json`)).metadata.component.version).toBe(
    VERSION,
  );
}, 240_000);

it('does not release a version twice', () => {
  expect(release(VERSION, '--yes').stderr).toContain(`v${VERSION} exists already`);
});
