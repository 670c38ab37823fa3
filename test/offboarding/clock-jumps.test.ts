/** The clock of the bridge's machine jumps by an hour while people leave: with an embedded database its clock too. */

import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import { engines, type TestDatabase } from '../store/engines.ts';
import { type Bridge, Environment, failureOf } from './bridge-in-process.ts';
import { SettableDate } from './settable-date.ts';

const HOUR_MS = 3_600_000;
/** Beyond what it takes without a jump. The sweep for lost work, which would see to it else, takes half a minute. */
const MOST_HELD_UP_MS = 20_000;

/** Who is looked at, and whether ever twice at once. */
class Looking {
  readonly #underWay = new Set<string>();
  readonly twice: string[] = [];

  readonly around = async (userId: string, look: () => Promise<void>): Promise<void> => {
    if (this.#underWay.has(userId)) this.twice.push(userId);
    this.#underWay.add(userId);
    try {
      await look();
    } finally {
      this.#underWay.delete(userId);
    }
  };
}

describe.each(engines)('a clock that is set, on $name', (engine) => {
  const date = new SettableDate();
  const looking = new Looking();
  let database: TestDatabase;
  let environment: Environment;
  let bridge: Bridge;

  beforeAll(async () => {
    date.install();
    database = await engine.create();
    environment = await Environment.open({ users: 120, openStore: () => database.open() });
    bridge = await environment.startBridge({ around: looking.around });
  });

  afterAll(async () => {
    await bridge.stop();
    await environment.close();
    await database.remove();
    date.restore();
  });

  /** As an identity provider does, repeats what was not accepted: its time at the gate was over by the clock. */
  async function deactivate(id: string): Promise<unknown> {
    const failure = await failureOf(bridge.deactivate(id));
    const isThrottled = failure instanceof BridgeError && failure.code === 'genesys.throttled';
    return isThrottled ? await deactivate(id) : failure;
  }

  /** Some wait between two tries of a step, some for an answer of Genesys. */
  async function leave(ids: readonly string[]): Promise<Promise<unknown>[]> {
    await environment.genesys.fault(
      { path: '/api/v2/**', delayMs: 40 },
      { method: 'DELETE', path: '/api/v2/tokens/*', status: 422, times: 3 },
      { method: 'GET', path: '/api/v2/users/*/queues', status: 422, times: 3 },
    );
    const leaving = ids.map(deactivate);
    await wait(400);
    return leaving;
  }

  /** Six by six, with a jump after each six have begun; until all have left. */
  async function leaveInTurns(people: readonly string[], jumpsMs: readonly number[]): Promise<number> {
    const begun = performance.now();
    const failures: unknown[] = [];
    for (const [index, jumpMs] of jumpsMs.entries()) {
      const leaving = await leave(people.slice(index * 6, index * 6 + 6));
      if (jumpMs !== 0) date.jump(jumpMs);
      failures.push(...(await Promise.all(leaving)));
    }
    // A request whose time is over by the clock hears that it is accepted and goes on.
    for (const failure of failures.filter((each) => each !== undefined)) {
      expect(failure).toMatchObject({ code: 'offboarding.unfinished', status: 503 });
    }
    await environment.genesys.clearFaults();
    await Promise.all(people.map((id) => bridge.reached(id, 'complete')));
    return performance.now() - begun;
  }

  it('loses nobody, does nothing twice and holds nobody up', async () => {
    const usualMs = await leaveInTurns(await environment.people(18), [0, 0, 0]);
    const people = await environment.people(18);
    const since = await environment.genesys.lastSeq();
    const takenMs = await leaveInTurns(people, [HOUR_MS, -HOUR_MS, -HOUR_MS]);
    expect(takenMs).toBeLessThan(usualMs + MOST_HELD_UP_MS);
    for (const id of people) {
      expect(await environment.genesys.user(id)).toMatchObject({ state: 'inactive' });
      expect(await bridge.journeys(id)).toHaveLength(1);
    }
    expect(looking.twice).toEqual([]);
    const changes = (await environment.genesys.journal(since)).filter(
      ({ method, path, status }) => method === 'PUT' && path.endsWith('/state') && status < 300,
    );
    expect(new Set(changes.map(({ path }) => path)).size).toBe(people.length);
    expect(changes).toHaveLength(people.length);
  });

  it('does not hold up whose look was handed back before the clock was set back', async () => {
    const [id = ''] = await environment.people(1);
    // As after a process that was told to stop while the database's clock ran ahead.
    await sql`insert into pgboss.job (name, data, singleton_key, state, policy, start_after)
      values ('person', ${JSON.stringify({ userId: id, urgent: true, failures: 0 })}, ${id}, 'retry',
        'key_strict_fifo', now() + interval '1 hour')`.execute(environment.store.db);
    const leaving = failureOf(bridge.deactivate(id));
    date.jump(-HOUR_MS);
    expect(await leaving).toBeUndefined();
  });
});
