/** The systemd unit: as systemd itself reads and rates it, and as the bridge reads what it sets. Needs root, and systemd's tools. */

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/configuration.ts';
import { makeFolder } from '../e2e/harness/processes.ts';

const SOURCES = fileURLToPath(new URL('../../deploy/systemd/', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const UNIT = 'genesys-scim-bridge.service';
/** systemd's measure of exposure, ten times as high; services of a distribution have 90 and more. */
const EXPOSURE_LIMIT = 15;

const SECRETS: Readonly<Record<string, string>> = {
  'genesys-secret': 'genesys-secret-of-the-test',
  'database-url': 'postgres://bridge@db/bridge',
  'encryption-key': `2026:${Buffer.alloc(32).toString('base64')}`,
};

let folder: string;

/** Values of a setting in the order in which they stand. */
const settings = (file: string, name: string) =>
  readFileSync(join(SOURCES, file), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1));

/** With this Node in the place of the one that a distribution has. */
function install(name: string, target: string): void {
  const text = readFileSync(join(SOURCES, name), 'utf8').replaceAll('/usr/bin/node', process.execPath);
  writeFileSync(join(folder, target), text);
}

const analyze = (...args: readonly string[]) =>
  spawnSync('systemd-analyze', args, {
    encoding: 'utf8',
    env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:`, SYSTEMD_LOG_LEVEL: 'warning' },
  });

/** The environment that the unit gives, credentials being files of `folder`. */
function environmentOf(...files: readonly string[]): Record<string, string> {
  const set = files.flatMap((file) => settings(file, 'Environment'));
  const unset = files.flatMap((file) => settings(file, 'UnsetEnvironment'));
  const pairs = set.map((each) => each.replaceAll('%d', folder).replaceAll('%S', '/var/lib').split('='));
  return Object.fromEntries(
    [...pairs, ['GENESYSCLOUD_REGION', 'mypurecloud.de'], ['GENESYSCLOUD_OAUTHCLIENT_ID', 'bridge']].filter(
      ([name]) => name !== undefined && !unset.includes(name),
    ),
  );
}

beforeAll(async () => {
  folder = await makeFolder();
  install(UNIT, UNIT);
  for (const [name, content] of Object.entries(SECRETS)) writeFileSync(join(folder, name), `${content}\n`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['for PostgreSQL', []],
  ['for the embedded database', ['embedded.conf']],
])('the unit %s', (_name, dropIns) => {
  beforeAll(() => {
    mkdirSync(join(folder, `${UNIT}.d`), { recursive: true });
    for (const dropIn of dropIns) install(dropIn, `${UNIT}.d/${dropIn}`);
  });

  it('is understood by systemd without a word', () => {
    const { status, stdout, stderr } = analyze('verify', '--man=no', UNIT);
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('is hardly exposed, by systemd’s own measure', () => {
    const { status, stdout } = analyze('security', '--offline=true', `--threshold=${EXPOSURE_LIMIT}`, UNIT);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Overall exposure level')]);
  });

  it('loads every secret that it names', () => {
    const credentials = [UNIT, ...dropIns].map((file) => settings(file, 'LoadCredential'));
    const loaded = (credentials.at(-1) ?? []).filter((each) => each !== '').map((each) => each.split(':')[0]);
    const named = Object.values(environmentOf(UNIT, ...dropIns)).filter((value) => value.startsWith(folder));
    expect(named.map((file) => file.slice(folder.length + 1)).sort()).toEqual(loaded.sort());
  });
});

describe('what the bridge makes of the unit', () => {
  it('takes the database and the secrets', () => {
    expect(readConfiguration({ env: environmentOf(UNIT) })).toMatchObject({
      genesys: { clientSecret: 'genesys-secret-of-the-test' },
      store: { databaseUrl: 'postgres://bridge@db/bridge' },
      encryptionKeys: [expect.anything()],
    });
  });

  it('takes the folder of the embedded database', () => {
    expect(readConfiguration({ env: environmentOf(UNIT, 'embedded.conf') }).store).toMatchObject({
      databaseUrl: undefined,
      dataFolder: '/var/lib/genesys-scim-bridge/data',
    });
  });
});

describe('bridge-command', () => {
  it('runs a command as the user of the service, with its settings and secrets', () => {
    const settingsFolder = join(folder, 'etc');
    mkdirSync(settingsFolder, { mode: 0o700 });
    for (const [name, content] of Object.entries(SECRETS)) writeFileSync(join(settingsFolder, name), content);
    writeFileSync(
      join(settingsFolder, 'bridge.env'),
      'GENESYSCLOUD_REGION=mypurecloud.de\nGENESYSCLOUD_OAUTHCLIENT_ID=bridge\n',
    );
    const main = join(folder, 'main.mjs');
    chmodSync(folder, 0o755);
    writeFileSync(
      main,
      `const { GENESYSCLOUD_OAUTHCLIENT_SECRET: secret, DATABASE_URL: url } = process.env;
       process.stdout.write(JSON.stringify({ uid: process.getuid(), secret, url, args: process.argv.slice(2) }));`,
    );
    const { stdout, stderr } = spawnSync(join(SOURCES, 'bridge-command'), ['token', 'list'], {
      encoding: 'utf8',
      env: {
        PATH: `${ROOT}node_modules/node/bin:/usr/bin:/bin`,
        BRIDGE_SETTINGS: settingsFolder,
        BRIDGE_USER: 'nobody',
        BRIDGE_MAIN: main,
      },
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      uid: 65_534,
      secret: 'genesys-secret-of-the-test',
      url: 'postgres://bridge@db/bridge',
      args: ['token', 'list'],
    });
  });
});
