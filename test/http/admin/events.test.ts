import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import { afterEach, expect, it, vi } from 'vitest';
import { BridgeError } from '../../../src/errors.ts';
import type { Caller } from '../../../src/http/admin/caller.ts';
import { EventFeed, type EventFeedOptions } from '../../../src/http/admin/event-feed.ts';
import { createEventRouter, EventStreams } from '../../../src/http/admin/events.ts';
import { appendToTrail } from '../../../src/store/audit.ts';
import { readChanges, readPlace } from '../../../src/store/changes.ts';
import { engines, silent } from '../../store/engines.ts';

const PLACE = { position: 0, at: new Date(0), heldBack: '' };

let server: Server | undefined;
let streams: EventStreams | undefined;

async function serve(changes: Partial<EventFeedOptions> = {}, caller?: Caller) {
  const feed = new EventFeed({
    instance: 'one',
    readPlace: async () => PLACE,
    readChanges: async () => ({ entries: [], steps: [], cut: false, place: PLACE }),
    log: silent,
    ...changes,
  });
  streams = new EventStreams(feed);
  const app = express();
  app.use((_request, response, next) => {
    response.locals.caller = caller;
    next();
  });
  app.use(createEventRouter(streams));
  const fail: express.ErrorRequestHandler = (error, _request, response, _next) => {
    response.status(error instanceof BridgeError ? error.status : 500).end();
  };
  server = createServer(app.use(fail));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { feed, port, url: `http://127.0.0.1:${port}/events` };
}

/** Reads until the text is there. */
async function readUntil(response: Response, text: string): Promise<string> {
  let read = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    read += decoder.decode(chunk, { stream: true });
    if (read.includes(text)) break;
  }
  return read;
}

afterEach(async () => {
  streams?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

it('is a stream of events with ids, from which a client resumes', async () => {
  const { feed, url } = await serve();
  const first = await fetch(url);
  expect(first.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(first.headers.get('cache-control')).toBe('no-store');
  feed.publish('request', 'r1');
  const text = await readUntil(first, 'r1');
  expect(text).toMatch(
    /^retry: 1000\nid: one\.\d+\n\nid: one\.\d+\ndata: \{"type":"request","id":"r1","at":"[^"]+"\}\n\n$/,
  );
  const lastEventId = /id: (\S+)\ndata/.exec(text)?.[1] ?? '';
  feed.publish('request', 'r2');
  const second = await fetch(url, { headers: { 'Last-Event-ID': lastEventId } });
  expect(await readUntil(second, 'r2')).toMatch(/^id: one\.\d+\ndata: .*r2/);
});

it.each(engines)('tells what another instance did, on $name', async (engine) => {
  const database = await engine.create();
  const store = await database.open();
  const other = engine.name === 'embedded' ? store : await database.open();
  const looked = Promise.withResolvers<void>();
  const { url } = await serve({
    readPlace: () => readPlace(store.db),
    readChanges: (since) => {
      looked.resolve();
      return readChanges(store.db, since);
    },
  });
  const stream = await fetch(url);
  await looked.promise;
  await appendToTrail(other.db, {
    at: new Date(),
    actor: 'okta',
    action: 'deactivate.accepted',
    detail: { offboardingId: 'j1' },
  });
  expect(await readUntil(stream, 'audit')).toContain('"type":"offboarding","id":"j1"');
  streams?.close();
  if (other !== store) await other.close();
  await store.close();
  await database.remove();
});

it('ends with the server', async () => {
  const { url } = await serve();
  const response = await fetch(url);
  streams?.close();
  expect(await response.text()).toContain('retry');
});

it('refuses more than a hundred, and lets somebody in again when one has left', async () => {
  const { url } = await serve();
  const leaving = new AbortController();
  // Kept: a stream that nobody holds any more is closed.
  const open = [await fetch(url, { signal: leaving.signal })];
  while (open.length < 100) open.push(await fetch(url));
  expect((await fetch(url)).status).toBe(503);
  leaving.abort();
  await expect.poll(async () => (await fetch(url)).status).toBe(200);
  expect(open).toHaveLength(100);
});

it('leaves behind a client that does not read', async () => {
  const { feed, port } = await serve();
  const left = Promise.withResolvers<void>();
  server?.once('request', (_request, response) => response.once('close', left.resolve));
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  socket.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
  const timer = setInterval(() => {
    for (let number = 0; number < 500; number += 1) feed.publish('audit', 'x'.repeat(2_000));
  }, 1);
  await left.promise;
  clearInterval(timer);
  socket.destroy();
});

it('ends once whoever reads it would not be let in again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    let isGood = true;
    const caller: Caller = { role: 'viewer', proof: { detail: {} }, isGood: async () => isGood };
    const { url } = await serve({}, caller);
    const response = await fetch(url);
    const text = response.text();
    vi.advanceTimersByTime(15_000);
    isGood = false;
    vi.advanceTimersByTime(15_000);
    expect(await text).toContain(': alive');
  } finally {
    vi.useRealTimers();
  }
});
