import { beforeEach, describe, expect, it } from 'vitest';
import { type EventStream, type LiveEvent, LiveEvents } from '../../../src/console/live/live-events.ts';

const [CONNECTING, CLOSED] = [0, 2];

class FakeStream implements EventStream {
  readyState = CONNECTING;
  readonly #listeners = new Map<string, ((message: { readonly data: string }) => void)[]>();

  addEventListener(type: string, listen: (message: { readonly data: string }) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listen]);
  }

  emit(type: string, data = ''): void {
    for (const listen of this.#listeners.get(type) ?? []) listen({ data });
  }

  close(): void {
    this.readyState = CLOSED;
  }
}

interface Timer {
  readonly ms: number;
  readonly run: () => void;
}

let streams: FakeStream[];
let timers: Set<Timer>;
let refusals: number;
let live: LiveEvents;
let told: (LiveEvent | 'reread')[];

function latest(): FakeStream {
  const stream = streams.at(-1);
  if (stream === undefined) throw new Error('no stream was opened');
  return stream;
}

/** Lets the timers of up to this length run. */
function pass(ms: number): void {
  for (const timer of [...timers].filter((each) => each.ms <= ms)) {
    timers.delete(timer);
    timer.run();
  }
}

function refuse(): void {
  latest().readyState = CLOSED;
  latest().emit('error');
}

beforeEach(() => {
  [streams, timers, refusals, told] = [[], new Set(), 0, []];
  live = new LiveEvents({
    open: () => {
      const stream = new FakeStream();
      streams.push(stream);
      return stream;
    },
    after: (ms, run) => {
      const timer = { ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    onRefused: () => {
      refusals += 1;
    },
  });
  live.subscribe((event) => told.push(event));
  live.start();
});

describe('the stream of events', () => {
  it('is connecting until it is open, and then tells what comes', () => {
    expect(live.state).toBe('connecting');
    latest().emit('open');
    latest().emit('message', '{"type":"offboarding.changed","id":"1","at":"2026-01-31T12:00:00Z"}');
    expect(live.state).toBe('live');
    expect(told).toEqual([{ type: 'offboarding.changed', id: '1', at: '2026-01-31T12:00:00Z' }]);
  });

  it.each(['', 'no JSON', '[]', '{"id":"1"}', '{"type":7}', 'null'])('ignores %j', (data) => {
    latest().emit('message', data);
    expect(told).toEqual([]);
  });

  it('has everything read again when it is back, not when it opens first', () => {
    latest().emit('open');
    expect(told).toEqual([]);
    latest().emit('error');
    expect(live.state).toBe('reconnecting');
    latest().emit('open');
    expect(live.state).toBe('live');
    expect(told).toEqual(['reread']);
  });

  it('has everything read again when the bridge does not know what was missed', () => {
    latest().emit('open');
    latest().emit('message', '{"type":"reset"}');
    expect(told).toEqual(['reread']);
  });

  it('leaves it to the browser to try again after a lost connection', () => {
    latest().emit('open');
    latest().emit('error');
    pass(15_000);
    expect(streams).toHaveLength(1);
    expect(refusals).toBe(0);
  });

  it('tries again by itself after a refusal, each time later, and says that it was refused', () => {
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      refuse();
      const [pause] = [...timers].filter(({ ms }) => ms !== 20_000).map(({ ms }) => ms);
      pauses.push(pause ?? Number.NaN);
      pass(pause ?? 0);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(streams).toHaveLength(7);
    expect(refusals).toBe(6);
  });

  it('is offline when it stays away, and when the browser says so', () => {
    latest().emit('open');
    latest().emit('error');
    pass(20_000);
    expect(live.state).toBe('offline');
    latest().emit('open');
    expect(live.state).toBe('live');
    live.goOffline();
    expect(live.state).toBe('offline');
    expect(latest().readyState).toBe(CLOSED);
    live.start();
    latest().emit('open');
    expect(live.state).toBe('live');
  });

  it('does not listen to a stream that it has left', () => {
    const left = latest();
    live.start();
    latest().emit('open');
    left.emit('error');
    expect(live.state).toBe('live');
  });
});
