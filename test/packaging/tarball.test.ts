/** What `npm pack` makes, installed into an empty folder as on a machine that has Node and nothing else of ours. */

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  follow,
  freePort,
  makeFolder,
  type Running,
  removeFolder,
  waitUntilReady,
} from '../e2e/harness/processes.ts';
import { ScimApi } from '../e2e/harness/scim-api.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NODE_FOLDER = dirname(process.execPath);

const packedSchema = z.tuple([
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string(), size: z.number() })) }),
]);
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

const OWN = 'genesys-scim-bridge';
const PRODUCTION = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** `name@version` of each package of a lock file that is not for development alone, in order, each once. */
function readShipped(lockFile: string): string[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(lockFile, 'utf8')));
  const shipped = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
  const names = shipped.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`);
  return [...new Set(names)].sort();
}

const nameOf = (package_: string) => package_.slice(0, package_.lastIndexOf('@'));

let folder: string;
let tarball: string;
let files: readonly string[];
let installed: string;

/** Only Node 24 and the system's own programs are found, and no setting of this project. */
function cleanEnvironment(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: `${NODE_FOLDER}:/usr/bin:/bin`, HOME: folder, ...env };
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync(join(folder, 'app/node_modules/.bin/genesys-scim-bridge'), args, {
    cwd: folder,
    encoding: 'utf8',
    env: cleanEnvironment(env),
  });
}

beforeAll(async () => {
  folder = await makeFolder();
  const [packed] = packedSchema.parse(
    JSON.parse(npm(['pack', '--silent', '--json', '--pack-destination', folder], ROOT)),
  );
  files = packed.files.map(({ path }) => path);
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app/package.json'), '{ "private": true }');
  tarball = join(folder, packed.filename);
  npm(['install', ...PRODUCTION, tarball], join(folder, 'app'));
  installed = join(folder, 'app/node_modules/genesys-scim-bridge');
}, 300_000);

afterAll(() => removeFolder(folder));

describe('the package', () => {
  it('holds what is needed at run time and what people read, and nothing else', () => {
    const folders = new Set(files.map((file) => file.split('/')[0]));
    expect([...folders].sort()).toEqual([
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'deploy',
      'dist',
      'docs',
      'examples',
      'npm-shrinkwrap.json',
      'package.json',
      'scim-schemas',
    ]);
    const code = /^dist\/(?!console\/).*\.js$/;
    const unexpected = files.filter((file) => /^dist\//.test(file) && !code.test(file));
    expect(unexpected.filter((file) => !file.startsWith('dist/console/'))).toEqual([]);
    expect(files.filter((file) => /\.test\.|(^|\/)test\/|\.tsbuildinfo$|\.map$/.test(file))).toEqual([
      'deploy/prometheus/alerts.test.yml',
    ]);
  });

  it('holds no secret, no data and no path of the machine that made it', () => {
    expect(
      files.filter((file) => /(^|\/)(\.env|\.npmrc|\.data|secrets)(\/|$)|\.(pem|key|p12|db)$/.test(file)),
    ).toEqual([]);
    const texts = files.map((file) => [file, readFileSync(join(installed, file), 'latin1')] as const);
    const leaks = texts.filter(([, text]) => text.includes('PRIVATE KEY-----\n') || text.includes(ROOT));
    expect(leaks.map(([file]) => file)).toEqual([]);
  });

  it('has every page that its pages link to', () => {
    const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('dist/'));
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => normalize(join(dirname(page), match[1] ?? '')))
        .filter((target) => !existsSync(join(installed, target)))
        .map((target) => `${page} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('brings its dependencies, and no package of development', () => {
    const names = readShipped(join(folder, 'app/node_modules/.package-lock.json')).map(nameOf);
    expect(new Set(names)).toEqual(
      new Set([...readShipped(join(ROOT, 'package-lock.json')).map(nameOf), OWN]),
    );
  });

  it('unpacked and installed in its own folder, has the versions that were tested', () => {
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
    npm(['install', ...PRODUCTION], join(folder, 'package'));
    expect(readShipped(join(folder, 'package/node_modules/.package-lock.json'))).toEqual(
      readShipped(join(ROOT, 'package-lock.json')),
    );
  }, 300_000);

  it('brings the built console where there is one', () => {
    const isBuilt = existsSync(join(ROOT, 'dist/console'));
    expect(existsSync(join(installed, 'dist/console'))).toBe(isBuilt);
    if (isBuilt) expect(readdirSync(join(installed, 'dist/console'))).toContain('index.html');
  });
});

describe('the installed command', () => {
  let running: Running | undefined;
  afterAll(() => running?.end());

  it('explains itself and its configuration', () => {
    expect(run(['--help'])).toContain('Usage: genesys-scim-bridge');
    expect(JSON.parse(run(['config', 'check']))).toMatchObject({ digest: expect.any(String) });
  });

  it('runs the demo: finds a person, deactivates them, and stops', async () => {
    const port = await freePort();
    const simulatorPort = await freePort();
    const env = cleanEnvironment({
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      BRIDGE_DATA: join(folder, 'data'),
      BRIDGE_DEMO_TOKEN: 'demo-token-of-the-package-test',
    });
    running = follow(
      spawn(join(folder, 'app/node_modules/.bin/genesys-scim-bridge'), ['demo'], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    await waitUntilReady(running, `http://127.0.0.1:${port}/readyz`);
    const scim = new ScimApi(`http://127.0.0.1:${port}/scim/v2`, 'demo-token-of-the-package-test');
    const list = await scim.get('/Users?startIndex=1&count=1');
    const [person] = list.body.Resources;
    expect(await scim.patch(person.id, [{ op: 'replace', path: 'active', value: false }])).toMatchObject({
      status: 200,
      body: { id: person.id, active: false },
    });
    const there = await fetch(`http://127.0.0.1:${simulatorPort}/simulator/users/${person.id}`);
    expect(await there.json()).toMatchObject({ state: 'inactive' });
    expect(await running.end()).toBe(0);
  }, 120_000);
});
