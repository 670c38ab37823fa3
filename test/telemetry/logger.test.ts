import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import { createLogger, type Logger, type LoggerOptions } from '../../src/telemetry/logger.ts';

interface Captured {
  readonly log: Logger;
  text(): string;
  entries(): Record<string, unknown>[];
}

function capture(options: Partial<LoggerOptions> = {}): Captured {
  const destination = new PassThrough();
  const log = createLogger({ level: 'debug', format: 'json', destination, ...options });
  let text = '';
  destination.on('data', (chunk) => {
    text += chunk;
  });
  const read = (): string => text + (destination.read() ?? '');
  return {
    log,
    text: read,
    entries: () =>
      read()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Lines leave after a few milliseconds. */
async function settled(): Promise<void> {
  vi.runAllTimers();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('createLogger', () => {
  it('writes one JSON line for each entry, with the fields of its parents', async () => {
    const { log, entries } = capture();
    log.child({ requestId: 'r1' }).child({ client: 'okta' }).info('request', { status: 200 });
    log.warn('alone');
    await settled();
    expect(entries()).toEqual([
      {
        at: expect.any(String),
        level: 'info',
        message: 'request',
        requestId: 'r1',
        client: 'okta',
        status: 200,
      },
      { at: expect.any(String), level: 'warn', message: 'alone' },
    ]);
  });

  it('leaves out what is below its level', async () => {
    const { log, entries } = capture({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    await settled();
    expect(entries().map(({ message }) => message)).toEqual(['c', 'd']);
  });

  it('keeps a field from passing for the level or the message', async () => {
    const { log, entries } = capture();
    log.info('real', { message: 'forged', level: 'error', at: 'never' });
    await settled();
    expect(entries()[0]).toMatchObject({ message: 'real', level: 'info' });
  });

  it('writes pretty entries on one line each, whatever they hold', async () => {
    const { log, text } = capture({ format: 'pretty' });
    log.info('first\nINFO forged', { name: 'a\r\nb', list: [1, 2] });
    await settled();
    expect(text().trimEnd().split('\n')).toHaveLength(1);
    expect(text()).toMatch(/info +first\\nINFO forged name=a\\nb list=\[1,2\]/);
  });

  it('writes an error with code and causes, and nothing else that it carries', async () => {
    const { log, text, entries } = capture();
    const response = Object.assign(new Error('Request failed with Bearer abcdef.123456'), {
      code: 'ECONNRESET',
      config: { headers: { Authorization: 'Basic aHVudGVyMg==' }, data: 'hunter2' },
    });
    log.error('failed', {
      error: new BridgeError('Genesys is away', {
        code: 'genesys.unreachable',
        status: 503,
        cause: response,
      }),
    });
    await settled();
    expect(entries()[0]?.error).toMatchObject({
      name: 'BridgeError',
      message: 'Genesys is away',
      code: 'genesys.unreachable',
      status: 503,
      cause: { code: 'ECONNRESET', message: 'Request failed with Bearer [redacted]' },
    });
    for (const secret of ['abcdef.123456', 'aHVudGVyMg', 'hunter2']) expect(text()).not.toContain(secret);
  });
});
