import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLock } from '../../../src/store/embedded/lock.ts';
import { EMBEDDED_POSTGRES_MAJOR } from '../../../src/store/embedded/version.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { silent } from '../engines.ts';

describe('the embedded store', () => {
  let root: string;
  let dataFolder: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bridge-open-'));
    dataFolder = join(root, 'data');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const open = (controlSocket = '/run/test.sock'): Promise<Store> =>
    openStore({ dataFolder, controlSocket, log: silent });

  it('records the version that it has, holds the lock, and can be closed twice', async () => {
    const store = await open();
    const { rows } = await sql<{ version: string }>`
      select current_setting('server_version_num') as version`.execute(store.db);
    expect(Math.floor(Number(rows[0]?.version) / 10_000)).toBe(EMBEDDED_POSTGRES_MAJOR);
    expect(JSON.parse(readFileSync(join(dataFolder, 'version.json'), 'utf8'))).toMatchObject({
      postgres: EMBEDDED_POSTGRES_MAJOR,
    });
    expect(readLock(dataFolder)?.controlSocket).toBe('/run/test.sock');
    await expect(open()).rejects.toMatchObject({ code: 'store.locked' });

    await Promise.all([store.close(), store.close()]);
    expect(readLock(dataFolder)).toBeUndefined();
  });

  it('asks PostgreSQL to sync what it commits', async () => {
    const store = await open();
    const { rows } = await sql`
      select current_setting('fsync') as fsync, current_setting('wal_sync_method') as method,
        current_setting('synchronous_commit') as commit`.execute(store.db);
    expect(rows).toEqual([{ fsync: 'on', method: 'fsync', commit: 'on' }]);
    await store.close();
  });

  it.each(['{"postgres":17}', '{"postgres":"new"}', 'not json'])(
    'refuses a folder of another version and lets go of it: %s',
    async (content) => {
      mkdirSync(dataFolder);
      writeFileSync(join(dataFolder, 'version.json'), content);
      await expect(open()).rejects.toMatchObject({
        code: 'store.version',
        message: expect.stringContaining(dataFolder),
      });
      expect(readLock(dataFolder)).toBeUndefined();
    },
  );
});
