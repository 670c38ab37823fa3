/** One stream of events for the whole page: what changed, and whether the page still hears of changes. */

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** Something changed at the bridge; what it is now has to be read. */
export interface LiveEvent {
  readonly type: string;
  readonly id?: string | undefined;
  readonly at?: string | undefined;
}

/** The part of the browser's EventSource that is used. */
export interface EventStream {
  readonly readyState: number;
  addEventListener(type: 'open' | 'error', listen: () => void): void;
  addEventListener(type: 'message', listen: (message: { readonly data: string }) => void): void;
  close(): void;
}

export interface LiveEventsOptions {
  readonly open: () => EventStream;
  /** Runs later, and gives what takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** The stream was refused, maybe because the session has ended. */
  readonly onRefused?: () => void;
}

const CLOSED = 2;
/** The bridge cannot say what has changed since it last told. */
const MISSED = 'reset';
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;
/** So long without a stream counts as offline: what is on the page may be old. */
const OFFLINE_AFTER_MS = 20_000;

function parseEvent(text: string): LiveEvent | undefined {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event !== 'object' || event === null || !('type' in event)) return undefined;
    const { type } = event;
    if (typeof type !== 'string') return undefined;
    return {
      type,
      id: 'id' in event && typeof event.id === 'string' ? event.id : undefined,
      at: 'at' in event && typeof event.at === 'string' ? event.at : undefined,
    };
  } catch {
    return undefined;
  }
}

export class LiveEvents {
  readonly #options: LiveEventsOptions;
  readonly #readers = new Set<(event: LiveEvent | 'reread') => void>();
  readonly #watchers = new Set<() => void>();
  #state: LiveState = 'connecting';
  #stream: EventStream | undefined;
  #wasLive = false;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | undefined;
  #cancelOffline: (() => void) | undefined;

  constructor(options: LiveEventsOptions) {
    this.#options = options;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Calls back with each event, and with 'reread' when events may have been missed. */
  subscribe(reader: (event: LiveEvent | 'reread') => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  watchState(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  start(): void {
    this.#cancelRetry?.();
    this.#stream?.close();
    const stream = this.#options.open();
    this.#stream = stream;
    stream.addEventListener('open', () => this.#becomeLive());
    stream.addEventListener('error', () => this.#lose(stream));
    stream.addEventListener('message', ({ data }) => {
      const event = parseEvent(data);
      if (event !== undefined) this.#tell(event.type === MISSED ? 'reread' : event);
    });
  }

  stop(): void {
    this.#cancelRetry?.();
    this.#cancelOffline?.();
    this.#cancelOffline = undefined;
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** The browser has lost its network. */
  goOffline(): void {
    this.stop();
    this.#enter('offline');
  }

  #becomeLive(): void {
    this.#cancelOffline?.();
    this.#cancelOffline = undefined;
    this.#retryMs = FIRST_RETRY_MS;
    const missed = this.#wasLive;
    this.#wasLive = true;
    this.#enter('live');
    if (missed) this.#tell('reread');
  }

  #lose(stream: EventStream): void {
    if (stream !== this.#stream) return;
    if (this.#state !== 'offline') this.#enter('reconnecting');
    this.#cancelOffline ??= this.#options.after(OFFLINE_AFTER_MS, () => this.#enter('offline'));
    // Without an answer the browser tries again by itself; after a refusal it does not.
    if (stream.readyState !== CLOSED) return;
    this.#options.onRefused?.();
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.after(this.#retryMs, () => this.start());
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #enter(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }

  #tell(event: LiveEvent | 'reread'): void {
    for (const reader of this.#readers) reader(event);
  }
}
