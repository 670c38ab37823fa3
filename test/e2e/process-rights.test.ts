/** The executable with less than Node usually grants, and in every way in which it is started. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../store/prepared-folder.ts';
import { ENGINES } from './harness/databases.ts';
import { makeFolder, removeFolder, runCommand } from './harness/processes.ts';
import { World } from './harness/world.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(`${ROOT}${name}`, 'utf8');

/** Reads its own files and nothing else, writes none, starts no process and no thread. */
const RESTRICTED = `--permission --allow-fs-read=${ROOT}`;

describe('without __proto__', () => {
  it.each([
    ['package.json', /"start": "node --disable-proto=delete /],
    ['package.json', /"bridge": "node --disable-proto=delete /],
    ['Dockerfile', /ENTRYPOINT \["node", "--disable-proto=delete", /],
    ['compose.yaml', /entrypoint:\s*\[node, --disable-proto=delete, /],
    ['src/main.ts', /^#!.*node --disable-proto=delete\n/],
  ])('%s starts the bridge', (file, start) => expect(read(file)).toMatch(start));

  it('it runs when it is started without the flag, too', () => {
    const harden = `import { hardenProcess } from '${ROOT}src/cli/harden-process.ts'; hardenProcess();`;
    const look = "process.stdout.write(String('__proto__' in {}) + process.report.excludeEnv)";
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e'];
    const output = execFileSync(process.execPath, [...flags, `${harden}${look}`], { encoding: 'utf8' });
    expect(output).toBe('falsetrue');
  });
});

describe.each(ENGINES.filter((engine) => engine === 'postgres'))(
  "with Node's permission model on %s",
  (engine) => {
    let world: World | undefined;
    afterEach(() => world?.end());

    it('the bridge serves, with no right to write a file', async () => {
      world = await World.start({ engine, env: { NODE_OPTIONS: RESTRICTED } });
      const client = await world.createClient('okta');
      const bridge = await world.startBridge();
      const [person] = await world.genesys.users('active', 1);
      const answer = await client.patch(person.id, [{ op: 'replace', path: 'active', value: false }]);
      expect([answer.status, answer.body.active]).toEqual([200, false]);
      expect((await world.genesys.user(person.id)).state).toBe('inactive');
      expect(bridge.output()).not.toContain('ERR_ACCESS_DENIED');
      expect(await world.endBridge()).toBe(0);
    });
  },
);

describe("with Node's permission model on the embedded database", () => {
  it('the bridge says that this cannot be', async () => {
    const folder = await makeFolder();
    prepareDataFolder(`${folder}/data`);
    const env = { NODE_OPTIONS: `${RESTRICTED} --allow-fs-read=${folder} --allow-fs-write=${folder}` };
    const { status, stderr } = await runCommand(['audit', 'verify'], {
      ...env,
      BRIDGE_DATA: `${folder}/data`,
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('Start without --permission')]);
    await removeFolder(folder);
  });
});
