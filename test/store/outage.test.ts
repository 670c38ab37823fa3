import { describe, expect, it } from 'vitest';
import { explainOutage, isConnectionLost } from '../../src/store/outage.ts';
import { watchPool } from '../../src/store/watched-pool.ts';

const failure = (code: string, message = 'something') => Object.assign(new Error(message), { code });

describe('an outage of the database', () => {
  it.each([
    ['a server that shuts down', failure('57P01'), true],
    ['a server that starts up', failure('57P03'), true],
    ['a refused connection', failure('ECONNREFUSED'), true],
    ['a broken connection', new Error('Connection terminated unexpectedly'), true],
    ['an answer that does not come', new Error('Query read timeout'), true],
    ['a transaction that idled', failure('25P03'), true],
    ['a full disk', failure('53100'), false],
    ['a deadlock', failure('40P01'), false],
    ['a statement that took too long', failure('57014'), false],
  ])('is %s', (_what, error, lost) => {
    expect(explainOutage(error)).toMatchObject({ code: 'store.outage', status: 503, cause: error });
    expect(isConnectionLost(error)).toBe(lost);
  });

  it.each([failure('23505'), failure('42P01'), new Error('a bug'), 'text'])('is not %s', (error) => {
    expect(explainOutage(error)).toBe(error);
    expect(isConnectionLost(error)).toBe(false);
  });
});

describe('a watched pool', () => {
  const open = (fail: () => Error) => {
    const released: (boolean | undefined)[] = [];
    const client = {
      query: (): never => {
        throw fail();
      },
      release: (destroy?: boolean): void => {
        released.push(destroy);
      },
    };
    const pool = watchPool({ options: {}, connect: async () => client, end: async () => undefined });
    return { pool, released };
  };

  it('closes a connection whose answer nobody waits for any more', async () => {
    const { pool, released } = open(() => new Error('Query read timeout'));
    const client = await pool.connect();
    await expect(client.query('select 1', [])).rejects.toMatchObject({ code: 'store.outage' });
    client.release();
    expect(released).toEqual([true]);
  });

  it('lends a connection again after a failure that is none of its own', async () => {
    const { pool, released } = open(() => failure('23505'));
    const client = await pool.connect();
    await expect(client.query('insert', [])).rejects.toMatchObject({ code: '23505' });
    client.release();
    expect(released).toEqual([false]);
    expect(await pool.connect()).toBe(client);
  });
});
