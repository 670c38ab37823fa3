/**
 * A rehearsal: everything is read from Genesys Cloud, and what would be written is noted instead of sent. A write
 * is answered as Genesys would, as far as the bridge reads the answer, and is seen by later reads of that user or
 * group.
 */

import { randomUUID } from 'node:crypto';
import platformClient, { type HttpRequestOptions } from 'purecloud-platform-client-v2';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import type { Turns } from './combiner.ts';
import { isRead, type Operation } from './operation.ts';
import type { SdkCall } from './sender.ts';
import { type Transport, withinLimits } from './transport.ts';
import type { WireAnswer } from './wire.ts';

/** A call that would have been made. */
export interface PlannedCall {
  readonly method: string;
  /** Below the host, with the query. */
  readonly path: string;
  readonly body?: unknown;
}

const NO_LIMIT_MS = 10_000;
/** Users and groups are answered with what they are after the write. */
const DOCUMENT = /^\/api\/v2\/(?:users|groups)(?:\/[0-9a-f-]{36})?$/;

type Document = Readonly<Record<string, unknown>>;

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function answer(data: unknown): WireAnswer {
  return { status: 200, statusText: 'OK', headers: {}, data };
}

/** Genesys takes ids where it shows objects. */
function toShown(body: Document): Document {
  const { divisionId, ownerIds: _ownerIds, manager, version: _version, ...shown } = body;
  return {
    ...shown,
    ...(typeof divisionId === 'string' ? { division: { id: divisionId } } : {}),
    ...(typeof manager === 'string' && manager !== '' ? { manager: { id: manager } } : {}),
  };
}

/** Stands between the SDK and the wire. */
export class RehearsalTransport extends platformClient.AbstractHttpClient {
  readonly calls: PlannedCall[] = [];
  readonly #wire: Transport;
  /** Users and groups by path, as they are after what was noted. */
  readonly #documents = new Map<string, Document>();
  readonly #created = new Set<string>();

  constructor(wire: Transport) {
    super();
    this.#wire = wire;
  }

  override async request(options: HttpRequestOptions): Promise<WireAnswer> {
    const { pathname, search } = new URL(options.url);
    const path = pathname.slice(pathname.indexOf('/api/v2'));
    if (isRead({ method: options.method, path })) return await this.#read(options, path);
    const body: unknown = typeof options.data === 'string' ? JSON.parse(options.data) : options.data;
    const query = new URLSearchParams(search);
    for (const [name, value] of Object.entries(options.params ?? {})) {
      if (value !== undefined && value !== null) query.set(name, String(value));
    }
    this.calls.push({
      method: options.method,
      path: query.size === 0 ? path : `${path}?${query}`,
      ...(body === undefined || body === null ? {} : { body }),
    });
    return answer(DOCUMENT.test(path) && isDocument(body) ? this.#write(options.method, path, body) : {});
  }

  override enableHooks(): void {}

  async #read(options: HttpRequestOptions, path: string): Promise<WireAnswer> {
    const written = this.#documents.get(path);
    if (written !== undefined && this.#created.has(path)) return answer(written);
    // What belongs to somebody who does not exist yet is empty.
    if ([...this.#created].some((created) => path.startsWith(`${created}/`))) {
      return answer({ entities: [], total: 0 });
    }
    const real = await this.#wire.request(options).catch((error: unknown) => {
      // Brought back from deletion: a read that does not ask for deleted users would find them now.
      if (written !== undefined) return answer(written);
      throw error;
    });
    if (!DOCUMENT.test(path) || !isDocument(real.data)) return real;
    const document = { ...real.data, ...written };
    this.#documents.set(path, document);
    return { ...real, data: document };
  }

  #write(method: string, path: string, body: Document): Document {
    const isNew = method === 'POST';
    const id = isNew ? randomUUID() : path.slice(path.lastIndexOf('/') + 1);
    const place = isNew ? `${path}/${id}` : path;
    if (isNew) this.#created.add(place);
    const version = Number(this.#documents.get(place)?.version ?? 0) + 1;
    const document = { id, ...this.#documents.get(place), ...toShown(body), version };
    this.#documents.set(place, document);
    return document;
  }
}

/** Sends reads the real way, with its gate, repetitions and tokens; writes end in the rehearsal's transport. */
export class RehearsalSender {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  async send(
    operation: Operation,
    { pass: _pass, ...options }: CallOptions,
    _attempt: number,
    call: SdkCall,
  ): Promise<WireAnswer> {
    if (isRead(operation)) return await this.#caller.exchange(operation, options, call);
    const limits = { signal: options.signal, timeoutMs: NO_LIMIT_MS };
    const answered: unknown = await withinLimits(limits, call);
    return answer(isDocument(answered) ? answered.body : undefined);
  }

  /** Errors of the real way are clean already. */
  redact(text: string): string {
    return text;
  }
}

/** Nothing that is only noted waits for its turn. */
export const OPEN_GATE: Turns & { pause(): void; refusesForMs(): number } = {
  enter: async () => ({ lane: 0, leave: () => undefined }),
  pause: () => undefined,
  refusesForMs: () => 0,
  whenIdle: (_forMs, listener) => {
    listener();
    return () => undefined;
  },
};
