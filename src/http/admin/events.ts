/** The admin API's part for pages that live: events as a stream (HTML, server-sent events). */

import { type Request, type Response, Router } from 'express';
import { BridgeError } from '../../errors.ts';
import { callerOf } from './caller.ts';
import type { EventFeed, FeedEvent } from './event-feed.ts';

const HEARTBEAT_MS = 15_000;
/** Then the client comes back by itself, and has to show once more that it may. */
const LONGEST_MS = 15 * 60_000;
const MOST_STREAMS = 100;
/** A client that has not taken so many bytes does not read any more; it resumes when it comes back. */
const LONGEST_BACKLOG = 64 * 1024;
const RETRY_MS = 1_000;

function tooMany(): BridgeError {
  return new BridgeError(`${MOST_STREAMS} pages watch this instance already: close some of them`, {
    code: 'admin.too-many-streams',
    status: 503,
    retryAfterSeconds: 15,
    expose: true,
  });
}

function render({ eventId, type, id, at }: FeedEvent): string {
  return `id: ${eventId}\ndata: ${JSON.stringify({ type, id, at })}\n\n`;
}

/** The streams of one instance. */
export class EventStreams {
  readonly #feed: EventFeed;
  /** With the question whether whoever reads would be let in again. */
  readonly #open = new Map<Response, () => Promise<boolean>>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(feed: EventFeed) {
    this.#feed = feed;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Throws `admin.too-many-streams`. */
  open(request: Request, response: Response, isGood: () => Promise<boolean>): void {
    if (this.#open.size >= MOST_STREAMS) throw tooMany();
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // For nginx, which would keep events back until there are enough of them.
      'X-Accel-Buffering': 'no',
    });
    this.#open.set(response, isGood);
    const { 'last-event-id': last } = request.headers;
    const lastEventId = typeof last === 'string' && last !== '' ? last : undefined;
    const leave = this.#feed.subscribe((event) => this.#send(response, render(event)), lastEventId);
    // An id without data: whoever loses the connection before the first event resumes from here.
    this.#send(response, `retry: ${RETRY_MS}\nid: ${this.#feed.latest}\n\n`);
    const end = setTimeout(() => response.end(), LONGEST_MS);
    end.unref();
    response.once('close', () => {
      clearTimeout(end);
      leave();
      this.#open.delete(response);
    });
  }

  /** Ends every stream. */
  close(): void {
    clearInterval(this.#heartbeat);
    this.#feed.close();
    for (const response of this.#open.keys()) response.end();
  }

  #beat(): void {
    for (const [response, isGood] of this.#open) {
      this.#send(response, ': alive\n\n');
      // Nobody is shut out because the database is away.
      isGood().then(
        (good) => good || response.end(),
        () => undefined,
      );
    }
  }

  #send(response: Response, text: string): void {
    if (response.writableLength > LONGEST_BACKLOG) response.destroy();
    else response.write(text);
  }
}

export function createEventRouter(streams: EventStreams): Router {
  const router = Router();
  router.get('/events', (request, response) => {
    streams.open(request, response, callerOf(response)?.isGood ?? (async () => true));
  });
  return router;
}
