import { createServer } from 'node:net';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { awaitPostgres } from '../../src/store/await-postgres.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import { failureOf } from '../offboarding/bridge-in-process.ts';
import { silent } from './silent.ts';

interface Line {
  readonly message: string;
  readonly reason?: unknown;
}

/** The address of a server that is not there, and what is logged while it is waited for. */
function waiting(port: number, waitMs: number) {
  const databaseUrl = `postgres://bridge:hunter2@127.0.0.1:${port}/bridge`;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  onTestFinished(() => pool.end());
  const lines: Line[] = [];
  const warn: Logger['warn'] = (message, detail) => void lines.push({ message, ...detail });
  const log: Logger = { ...silent, warn };
  return { lines, waited: awaitPostgres(pool, { databaseUrl, waitMs, log }) };
}

/** Says what PostgreSQL says to a wrong password. */
async function refusePasswords(): Promise<number> {
  const fields = ['SFATAL', 'VFATAL', 'C28P01', 'Mpassword authentication failed'].join('\0');
  const body = Buffer.from(`${fields}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(body.length + 4, 1);
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([head, body])));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('says for what it waits and why, without a password, and gives up in the end', async () => {
  const { lines, waited } = waiting(1, 1_500);
  expect(await failureOf(waited)).toMatchObject({
    code: 'store.unreachable',
    message: expect.stringContaining('check DATABASE_URL and that the server is running'),
  });
  expect(lines).toEqual([
    {
      message: 'waiting for the database',
      database: '127.0.0.1:1/bridge',
      reason: expect.stringContaining('ECONNREFUSED'),
      waitedSeconds: 0,
      limitSeconds: 2,
    },
  ]);
});

it('does not wait for what no waiting cures', async () => {
  const { lines, waited } = waiting(await refusePasswords(), 60_000);
  expect(await failureOf(waited)).toMatchObject({
    code: 'store.unreachable',
    message: expect.stringContaining('password authentication failed'),
  });
  expect(lines).toEqual([]);
});
