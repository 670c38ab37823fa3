import { execFile } from 'node:child_process';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

const messagesIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).message);

describe('HeldLines', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes the lines of ten milliseconds at once and in order', () => {
    const { log, writes } = capture();
    log.info('a');
    vi.advanceTimersByTime(9);
    log.debug('b');
    expect(writes).toEqual([]);
    vi.advanceTimersByTime(1);
    log.info('c');
    vi.advanceTimersByTime(10);
    expect(writes.map(messagesIn)).toEqual([['a', 'b'], ['c']]);
  });

  it('holds no more than a pipe takes at once', () => {
    const { log, writes } = capture();
    for (let count = 0; count < 1_000; count += 1) log.info('x'.repeat(100));
    expect(writes.length).toBeGreaterThan(0);
    vi.advanceTimersByTime(10);
    expect(writes.flatMap(messagesIn)).toHaveLength(1_000);
    expect(Math.max(...writes.map(({ length }) => length))).toBeLessThan(66_000);
  });

  it.each(['warn', 'error'] as const)('lets no %s wait, nor what stands before it', (level) => {
    const { log, writes } = capture();
    log.info('a');
    log[level]('b');
    expect(writes.map(messagesIn)).toEqual([['a', 'b']]);
    vi.runAllTimers();
    expect(writes).toHaveLength(1);
  });

  it('loses nothing when the process exits at once', async () => {
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
