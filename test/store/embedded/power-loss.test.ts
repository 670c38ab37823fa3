import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { amcheck } from '@electric-sql/pglite/contrib/amcheck';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DURABLE_START_PARAMS } from '../../../src/store/embedded/durable-fs.ts';
import { longOrShort, report } from '../../chaos/length.ts';
import { VolatileNodeFS } from './volatile-fs.ts';

const ROUNDS = longOrShort(50, 3);
const COMMITS = 150;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bridge-power-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function open(files: VolatileNodeFS): Promise<PGlite> {
  const startParams = [...DURABLE_START_PARAMS];
  return await PGlite.create({ fs: files, startParams, extensions: { amcheck } });
}

async function write(lite: PGlite, from: number): Promise<number> {
  let last = from;
  for (let commit = 1; commit <= COMMITS; commit++) {
    await lite.query('insert into row values ($1, $2)', [last + 1, 'x'.repeat(Math.random() * 600)]);
    last++;
    if (commit % 30 === 7)
      await lite.query('update row set pad = $1 where id = $2', ['u'.repeat(500), last - 5]);
    if (commit % 60 === 40) await lite.exec('checkpoint');
  }
  return last;
}

async function check(lite: PGlite, last: number): Promise<void> {
  const { rows } = await lite.query('select count(*) as count, coalesce(max(id), 0) as last from row');
  expect(rows).toEqual([{ count: last, last }]);
  await lite.query("select bt_index_check('row_pkey', true)");
  expect((await lite.query("select * from verify_heapam('row')")).rows).toEqual([]);
}

it.runIf(existsSync('/proc/self/fd'))(
  'opens again after a loss of power, with every commit',
  { timeout: 30_000 + ROUNDS * 15_000 },
  async () => {
    const folder = join(root, 'postgres');
    const first = await open(new VolatileNodeFS(folder));
    await first.exec('create extension amcheck; create table row (id bigint primary key, pad text)');
    await first.close();

    let last = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const files = new VolatileNodeFS(folder);
      const lite = await open(files);
      await check(lite, last);
      last = await write(lite, last);
      expect(files.syncs).toBeGreaterThanOrEqual(COMMITS);
      files.losePower();
    }
    const lite = await open(new VolatileNodeFS(folder));
    await check(lite, last);
    await lite.close();
    report('losses of power', { rounds: ROUNDS, acknowledged: last, lost: 0 });
  },
);
