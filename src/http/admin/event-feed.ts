/**
 * What changes, for whoever watches: a small event says what is to be read again. The database is looked at every
 * second while somebody watches, so that what other instances do is seen as well, and at once after something happened
 * here.
 */

import type { ChangePlace, Changes } from '../../store/changes.ts';
import type { Logger } from '../../telemetry/logger.ts';

export type EventType = 'offboarding' | 'step' | 'guard' | 'audit' | 'request' | 'figures' | 'reset';

export interface FeedEvent {
  /** Of the stream: for a resumption. */
  readonly eventId: string;
  readonly type: EventType;
  /** What has changed: a journey, a client of the guard, a position of the trail, a request. */
  readonly id?: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface EventFeedOptions {
  /** Begins the ids of events, which no other process may give. */
  readonly instance: string;
  readonly readPlace: () => Promise<ChangePlace>;
  readonly readChanges: (since: ChangePlace) => Promise<Changes>;
  readonly log: Logger;
}

type Listener = (event: FeedEvent) => void;

const LOOK_EVERY_MS = 1_000;
/** Several things that happen at once are looked at together. */
const WAKE_MS = 50;
const LATEST_MS = 200;
const FIGURES_EVERY_MS = 5_000;
/** A page that lost its connection comes back within this time and misses nothing. */
const LINGER_MS = 120_000;
const KEPT = 2_000;

export class EventFeed {
  readonly #options: EventFeedOptions;
  readonly #listeners = new Set<Listener>();
  #events: FeedEvent[] = [];
  #count = 0;
  #place: ChangePlace | undefined;
  /** Runs that were told of and come again, by key; the value says when they were first seen. */
  #told = new Map<string, number>();
  #looking = false;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #wakeTimer: NodeJS.Timeout | undefined;
  readonly #latest = new Map<EventType, string>();
  #latestTimer: NodeJS.Timeout | undefined;
  #leftAt: number | undefined;
  #figuresAt = 0;
  #failing = false;

  constructor(options: EventFeedOptions) {
    this.#options = options;
  }

  /** Id of the latest event, for whoever comes now. */
  get latest(): string {
    return this.#idOf(this.#count);
  }

  /**
   * Tells the listener of every event from now on, and first of those after `lastEventId`; of a `reset` where those are
   * not known any more. The returned function ends it.
   */
  subscribe(listener: Listener, lastEventId?: string): () => void {
    for (const event of this.#missedSince(lastEventId)) listener(event);
    this.#listeners.add(listener);
    this.#leftAt = undefined;
    this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#leftAt = performance.now();
    };
  }

  /** Something has happened in this process: the database is looked at in a moment. */
  wake(): void {
    if (this.#timer === undefined || this.#wakeTimer !== undefined) return;
    this.#wakeTimer = setTimeout(() => {
      this.#wakeTimer = undefined;
      void this.#look();
    }, WAKE_MS);
    this.#wakeTimer.unref();
  }

  /** Of this process alone, as a request is; nothing while nobody watches. */
  publish(type: EventType, id?: string): void {
    if (this.#timer === undefined) return;
    this.#count += 1;
    const event: FeedEvent = {
      eventId: this.#idOf(this.#count),
      type,
      at: new Date().toISOString(),
      ...(id === undefined ? {} : { id }),
    };
    this.#events.push(event);
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
    for (const listener of this.#listeners) listener(event);
  }

  /** The same for what may happen a thousand times a second: the latest one in a moment. */
  publishSoon(type: EventType, id: string): void {
    if (this.#timer === undefined) return;
    if (this.#latest.size === 0) {
      this.#latestTimer = setTimeout(() => this.#publishLatest(), LATEST_MS);
      this.#latestTimer.unref();
    }
    this.#latest.set(type, id);
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#wakeTimer);
    clearTimeout(this.#latestTimer);
    this.#timer = undefined;
    this.#wakeTimer = undefined;
    this.#listeners.clear();
  }

  #publishLatest(): void {
    const latest = [...this.#latest];
    this.#latest.clear();
    for (const [type, id] of latest) this.publish(type, id);
  }

  #idOf(count: number): string {
    return `${this.#options.instance}.${count}`;
  }

  #missedSince(lastEventId: string | undefined): readonly FeedEvent[] {
    if (lastEventId === undefined || lastEventId === this.latest) return [];
    const index = this.#events.findIndex(({ eventId }) => eventId === lastEventId);
    if (index >= 0) return this.#events.slice(index + 1);
    return [{ eventId: this.latest, type: 'reset', at: new Date().toISOString() }];
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    // What happened while nobody watched is not known: whoever comes back then is told so.
    this.#count += 1;
    this.#events = [];
    this.#place = undefined;
    this.#told.clear();
    this.#timer = setInterval(() => this.#tick(), LOOK_EVERY_MS);
    this.#timer.unref();
    void this.#look();
  }

  #tick(): void {
    const now = performance.now();
    if (this.#leftAt !== undefined && now - this.#leftAt > LINGER_MS) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (now - this.#figuresAt >= FIGURES_EVERY_MS) {
      this.#figuresAt = now;
      this.publish('figures');
    }
    void this.#look();
  }

  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#again = false;
        await this.#lookOnce();
      } while (this.#again && this.#timer !== undefined);
      this.#failing = false;
    } catch (error) {
      // The next look finds what this one has not.
      if (!this.#failing) this.#options.log.warn('could not look for changes', { error });
      this.#failing = true;
    } finally {
      this.#looking = false;
    }
  }

  async #lookOnce(): Promise<void> {
    const { readPlace, readChanges } = this.#options;
    const since = this.#place;
    if (since === undefined) {
      const place = await readPlace();
      // Runs of the moments before count as told.
      for (const { key } of (await readChanges(place)).steps) this.#told.set(key, performance.now());
      this.#place = place;
      return;
    }
    const changes = await readChanges(since);
    this.#place = changes.place;
    if (changes.cut) this.publish('reset');
    else this.#tell(changes, since);
  }

  #tell({ entries, steps, place }: Changes, since: ChangePlace): void {
    const now = performance.now();
    const moved = new Set<string>();
    for (const { key, offboardingId } of steps) {
      if (!this.#told.has(key)) moved.add(offboardingId);
      this.#told.set(key, this.#told.get(key) ?? now);
    }
    const asked = new Set<string>();
    for (const { action, offboardingId } of entries) {
      if (offboardingId !== null && !action.startsWith('step.')) asked.add(offboardingId);
    }
    for (const id of asked) this.publish('offboarding', id);
    for (const id of moved) this.publish('step', id);
    const guarded = new Set(entries.flatMap(({ client }) => client ?? []));
    for (const client of guarded) this.publish('guard', client);
    if (place.heldBack !== since.heldBack && guarded.size === 0) this.publish('guard');
    const last = entries.at(-1);
    if (last !== undefined) this.publish('audit', String(last.position));
    // Longer than they come again.
    for (const [key, at] of this.#told) if (now - at > 60_000) this.#told.delete(key);
  }
}
