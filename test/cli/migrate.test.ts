import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, ENGINES } from '../e2e/harness/databases.ts';
import { makeFolder, removeFolder, runCommand } from '../e2e/harness/processes.ts';
import { prepareDataFolder } from '../store/prepared-folder.ts';
import { silent } from '../store/silent.ts';

const hasPostgres = ENGINES.includes('postgres');
if (!hasPostgres) process.stdout.write('migrate: not run, TEST_DATABASE_URL names no PostgreSQL\n');

describe.runIf(hasPostgres)('migrate', () => {
  let folder: string;
  let env: Record<string, string>;
  let database: Awaited<ReturnType<typeof createDatabase>>;

  beforeEach(async () => {
    folder = await makeFolder();
    env = { BRIDGE_DATA: `${folder}/data` };
    prepareDataFolder(`${folder}/data`);
    database = await createDatabase('postgres');
  });

  afterEach(async () => {
    await database.remove();
    await removeFolder(folder);
  });

  const migrate = (...args: string[]) =>
    runCommand(['migrate', '--to', database.env.DATABASE_URL ?? '', ...args], env);

  it('moves once, compares, and leaves a folder that nothing opens by mistake', async () => {
    expect((await runCommand(['token', 'create', 'okta', '--scope', 'users'], env)).status).toBe(0);
    const moved = await migrate('--json');
    expect(moved).toMatchObject({ status: 0, stderr: '' });
    const { requestId, ...told } = JSON.parse(moved.stdout);
    expect(told).toMatchObject({ rows: { client: 1, credential: 1 }, jobs: 0 });
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    const there = await runCommand(['token', 'list'], database.env);
    expect(there.stdout).toContain('okta');
    const here = await runCommand(['token', 'list'], env);
    expect(here).toMatchObject({ status: 1, stdout: '' });
    expect(here.stderr).toContain('set DATABASE_URL');
  });

  it('refuses a source in use, and one that is not there', async () => {
    const store = await openStore({ dataFolder: `${folder}/data`, log: silent });
    const inUse = await migrate();
    await store.close();
    expect(inUse).toMatchObject({ status: 1, stdout: '' });
    expect(inUse.stderr).toContain('in use by process');
    await rm(`${folder}/data`, { recursive: true });
    const missing = await migrate();
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toContain('no embedded database');
  });
});
