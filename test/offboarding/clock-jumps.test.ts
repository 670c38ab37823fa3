/** The clock of the bridge's machine jumps by an hour while people leave: with an embedded database its clock too. */

import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type TestDatabase } from '../store/engines.ts';
import { type Bridge, Environment, failureOf } from './bridge-in-process.ts';
import { SettableDate } from './settable-date.ts';

const HOUR_MS = 3_600_000;
/** Without a jump it takes eight seconds, and forty where nothing but the sweep for lost work sees to it. */
const DONE_WITHIN_MS = 30_000;

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
    environment = await Environment.open({ users: 60, openStore: () => database.open() });
    bridge = await environment.startBridge({ around: looking.around });
  });

  afterAll(async () => {
    await bridge.stop();
    await environment.close();
    await database.remove();
    date.restore();
  });

  /** Some wait between two tries of a step, some for an answer of Genesys. */
  async function leave(ids: readonly string[]): Promise<Promise<unknown>[]> {
    await environment.genesys.fault(
      { path: '/api/v2/**', delayMs: 40 },
      { method: 'DELETE', path: '/api/v2/tokens/*', status: 422, times: 3 },
      { method: 'GET', path: '/api/v2/users/*/queues', status: 422, times: 3 },
    );
    const leaving = ids.map((id) => failureOf(bridge.deactivate(id)));
    await wait(400);
    return leaving;
  }

  it('loses nobody, does nothing twice and holds nobody up', async () => {
    const people = await environment.people(18);
    const begun = performance.now();
    const groups = [people.slice(0, 6), people.slice(6, 12), people.slice(12)];
    const failures: unknown[] = [];
    for (const [index, jumpMs] of [HOUR_MS, -HOUR_MS, -HOUR_MS].entries()) {
      const leaving = await leave(groups[index] ?? []);
      date.jump(jumpMs);
      failures.push(...(await Promise.all(leaving)));
    }
    // A request whose time is over by the clock hears that it is accepted and goes on.
    for (const failure of failures.filter((each) => each !== undefined)) {
      expect(failure).toMatchObject({ code: 'offboarding.unfinished', status: 503 });
    }
    await environment.genesys.clearFaults();
    await Promise.all(people.map((id) => bridge.reached(id, 'complete')));
    expect(performance.now() - begun).toBeLessThan(DONE_WITHIN_MS);
    for (const id of people) {
      expect(await environment.genesys.user(id)).toMatchObject({ state: 'inactive' });
      expect(await bridge.journeys(id)).toHaveLength(1);
    }
    expect(looking.twice).toEqual([]);
    const changes = (await environment.genesys.journal()).filter(
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
