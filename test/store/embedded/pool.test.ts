import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedPool } from '../../../src/store/embedded/pool.ts';

describe('the pool over one embedded connection', () => {
  let lite: PGlite;
  let pool: EmbeddedPool;

  beforeAll(async () => {
    lite = await PGlite.create();
    await lite.exec('create table note (text text)');
  });

  beforeEach(async () => {
    await lite.exec('truncate note');
    pool = new EmbeddedPool(lite, 200);
  });

  afterAll(() => lite.close());

  const notes = async (): Promise<unknown[]> =>
    (await pool.query('select text from note order by text')).rows;

  it('serves in turn', async () => {
    const order: number[] = [];
    const first = await pool.connect();
    const others = [1, 2, 3].map(async (number) => {
      const client = await pool.connect();
      order.push(number);
      client.release();
    });
    expect(order).toEqual([]);
    first.release();
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
  });

  it('fails whoever waits too long, and goes on with the next', async () => {
    const forgetful = await pool.connect();
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'store.busy', status: 503 });
    const patient = pool.query('select 1 as one');
    forgetful.release();
    expect((await patient).rows).toEqual([{ one: 1 }]);
  });

  it('rolls back what is open at the release', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query('insert into note values ($1)', ['lost']);
    client.release();
    expect(await notes()).toEqual([]);
  });

  it('keeps a transaction open through a savepoint', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query('savepoint here');
    await client.query("insert into note values ('undone')");
    await client.query('ROLLBACK TO SAVEPOINT here');
    await client.query("insert into note values ('lost')");
    client.release();
    expect(await notes()).toEqual([]);
  });

  it('runs several statements, and leaves no transaction behind when one fails', async () => {
    await pool.query("begin; insert into note values ('kept'); commit");
    await expect(
      pool.query("begin; insert into note values ('lost'); select 1 / 0; commit"),
    ).rejects.toThrow();
    expect(await notes()).toEqual([{ text: 'kept' }]);
  });

  it('takes no statement after the release', async () => {
    const client = await pool.connect();
    client.release();
    client.release();
    await expect((async () => client.query('select 1'))()).rejects.toThrow('already given back');
  });

  it('lets everyone in the line finish before it ends, and nobody after', async () => {
    const client = await pool.connect();
    const waiting = pool.query("insert into note values ('last')");
    const ending = pool.end();
    await expect(pool.connect()).rejects.toThrow('closed');
    client.release();
    await Promise.all([waiting, ending]);
    expect((await lite.query('select text from note')).rows).toEqual([{ text: 'last' }]);
  });
});
