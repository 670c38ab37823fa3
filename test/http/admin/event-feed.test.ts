import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventFeed, type FeedEvent } from '../../../src/http/admin/event-feed.ts';
import type { ChangePlace, Changes } from '../../../src/store/changes.ts';
import type { Logger } from '../../../src/telemetry/logger.ts';
import { silent } from '../../store/silent.ts';

const PLACE: ChangePlace = { position: 5, at: new Date(0), heldBack: '0 ' };
const NOTHING = { entries: [], steps: [], cut: false, place: PLACE };

describe('the feed of events', () => {
  let pending: Partial<Changes>[];
  let looks: number;
  let warnings: string[];

  function open(log: Logger = silent): EventFeed {
    return new EventFeed({
      instance: 'one',
      readPlace: async () => PLACE,
      readChanges: async () => {
        looks += 1;
        return { ...NOTHING, ...pending.shift() };
      },
      log,
    });
  }

  function listen(feed: EventFeed, lastEventId?: string): { events: FeedEvent[]; leave: () => void } {
    const events: FeedEvent[] = [];
    const leave = feed.subscribe((event) => {
      // They come by the clock, whatever happens.
      if (event.type !== 'figures') events.push(event);
    }, lastEventId);
    return { events, leave };
  }

  const shortly = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);
  const told = (events: readonly FeedEvent[]) => events.map(({ type, id }) => `${type} ${id}`);

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    pending = [];
    looks = 0;
    warnings = [];
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells what entries of the trail and runs of steps are about, each run once', async () => {
    const feed = open();
    const { events } = listen(feed);
    await shortly(0);
    const steps = [{ offboardingId: 'j1', key: 'first run' }];
    pending = [
      {
        steps,
        entries: [
          { position: 6, action: 'deactivate.accepted', offboardingId: 'j2', client: null },
          { position: 7, action: 'step.done', offboardingId: 'j1', client: null },
          { position: 8, action: 'guard.held', offboardingId: null, client: 'okta' },
        ],
      },
      { steps: [...steps, { offboardingId: 'j1', key: 'second run' }] },
      { steps },
    ];
    await shortly();
    expect(told(events)).toEqual(['offboarding j2', 'step j1', 'guard okta', 'audit 8']);
    await shortly(2_000);
    expect(told(events.slice(4))).toEqual(['step j1']);
    feed.close();
  });

  it('tells when the guard holds back more, and of nothing that was there before', async () => {
    const steps = [{ offboardingId: 'j1', key: 'long ago' }];
    pending = [{ steps }, { steps, place: { ...PLACE, heldBack: '1 ' } }];
    const feed = open();
    const { events } = listen(feed);
    await shortly();
    expect(told(events)).toEqual(['guard undefined']);
    feed.close();
  });

  it('gives who comes back what was missed, in order and once', async () => {
    const feed = open();
    const { events, leave } = listen(feed);
    await shortly(0);
    feed.publish('request', 'r1');
    leave();
    feed.publish('request', 'r2');
    feed.publish('request', 'r3');
    const again = listen(feed, events[0]?.eventId);
    feed.publish('request', 'r4');
    expect(told(again.events)).toEqual(['request r2', 'request r3', 'request r4']);
    expect(told(events)).toEqual(['request r1']);
    expect(new Set(again.events.map(({ eventId }) => eventId)).size).toBe(3);
    expect(told(listen(feed, again.events.at(-1)?.eventId).events)).toEqual([]);
    feed.close();
  });

  it.each([
    ['of another instance', 'another.1'],
    ['that is none', 'x'],
  ])('tells who comes with an id %s to read everything anew', async (_what, lastEventId) => {
    const feed = open();
    expect(told(listen(feed, lastEventId).events)).toEqual(['reset undefined']);
    feed.close();
  });

  it('tells to read everything anew when there is more than a look takes in', async () => {
    const feed = open();
    const { events } = listen(feed);
    await shortly(0);
    pending = [{ cut: true }];
    await shortly();
    expect(told(events)).toEqual(['reset undefined']);
    feed.close();
  });

  it('looks while somebody watches and two minutes longer, and knows nothing of what comes after', async () => {
    const feed = open();
    expect(looks).toBe(0);
    const { leave } = listen(feed);
    await shortly(0);
    const last = feed.latest;
    leave();
    await shortly(119_000);
    const before = looks;
    await shortly(1_000);
    expect(looks).toBeGreaterThan(before);
    await shortly(2_000);
    const after = looks;
    await shortly(10_000);
    expect(looks).toBe(after);
    expect(told(listen(feed, last).events)).toEqual(['reset undefined']);
    feed.close();
  });

  it('looks at once after something happened here, and once for several things', async () => {
    const feed = open();
    feed.wake();
    await shortly(100);
    expect(looks).toBe(0);
    listen(feed);
    await shortly(0);
    const before = looks;
    feed.wake();
    feed.wake();
    await shortly(60);
    expect(looks).toBe(before + 1);
    feed.close();
  });

  it('tells of what happens a thousand times a second now and then, and of figures every five seconds', async () => {
    const feed = open();
    const types: string[] = [];
    feed.subscribe(({ type, id }) => types.push(`${type} ${id}`));
    await shortly(0);
    for (let number = 0; number < 50; number += 1) feed.publishSoon('request', `r${number}`);
    await shortly(300);
    expect(types).toEqual(['request r49']);
    await shortly(10_000);
    expect(types.filter((each) => each.startsWith('figures'))).toHaveLength(2);
    feed.close();
  });

  it('goes on after the database was away, and warns once', async () => {
    const log: Logger = { ...silent, warn: (message) => warnings.push(message) };
    const feed = open(log);
    const { events } = listen(feed);
    await shortly(0);
    const failing = {
      get entries(): never {
        throw new Error('away');
      },
    };
    pending = [
      failing,
      failing,
      { entries: [{ position: 6, action: 'x', offboardingId: null, client: null }] },
    ];
    await shortly(3_000);
    expect(warnings).toEqual(['could not look for changes']);
    expect(told(events)).toEqual(['audit 6']);
    feed.close();
  });
});
