import { execFile } from 'node:child_process';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/telemetry/logger.ts';

/** Counts the writes that reach the system, not the lines. */
function capture() {
  const writes: string[] = [];
  const destination = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      writes.push(String(chunk));
      done();
    },
  });
  return { log: createLogger({ level: 'debug', format: 'json', destination }), writes };
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const messagesIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).message);

describe('LineTransport', () => {
  it('writes the lines of one turn at once and in order', async () => {
    const { log, writes } = capture();
    log.info('a');
    log.debug('b');
    expect(writes).toEqual([]);
    await endOfTurn();
    log.info('c');
    await endOfTurn();
    expect(writes.map(messagesIn)).toEqual([['a', 'b'], ['c']]);
  });

  it.each(['warn', 'error'] as const)('lets no %s wait, nor what stands before it', async (level) => {
    const { log, writes } = capture();
    log.info('a');
    log[level]('b');
    expect(writes.map(messagesIn)).toEqual([['a', 'b']]);
    await endOfTurn();
    expect(writes).toHaveLength(1);
  });

  it('loses nothing when the process exits in the same turn', async () => {
    const logger = new URL('../../src/telemetry/logger.ts', import.meta.url);
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { createLogger } = await import(${JSON.stringify(logger.href)});
       createLogger({ level: 'info', format: 'json', destination: process.stdout }).info('last words');
       process.exit(0);`,
    ]);
    expect(messagesIn(stdout)).toEqual(['last words']);
  });
});
