/** What becomes of lock-outs that Genesys Cloud did not answer to, once it does. */

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bridge, Environment, failureOf } from './bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;

beforeAll(async () => {
  environment = await Environment.open({ users: 60 });
  bridge = await environment.startBridge();
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

async function hasFailed(id: string): Promise<boolean> {
  const { state } = await bridge.steps(id);
  return state?.errorCode === 'genesys.unreachable';
}

async function isLockedOut(id: string): Promise<boolean> {
  const [journey] = await bridge.journeys(id);
  return journey?.lockedOutAt !== undefined && (await environment.genesys.user(id)).state === 'inactive';
}

async function all(ids: readonly string[], look: (id: string) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(ids.map(look))).every(Boolean);
}

it('does not let them sit out their pauses', async () => {
  const [first = '', ...others] = await environment.people(6);
  await environment.genesys.fault({ method: 'PUT', path: '/api/v2/users/*/state', status: 503 });
  const waiting = others.map((id) => failureOf(bridge.deactivate(id, bridge.context(1_000))));
  for (const failure of await Promise.all(waiting)) {
    expect(failure).toMatchObject({ code: 'offboarding.unfinished' });
  }
  await expect.poll(() => all(others, hasFailed), { timeout: 20_000 }).toBe(true);
  // As after a long outage.
  const { db } = environment.store;
  await sql`update bridge.offboarding_step set due_at = now() + interval '55 seconds'
    where status = 'pending' and attempts > 0`.execute(db);
  await environment.genesys.clearFaults();
  // Whoever is tried next, be it for a new request, shows that Genesys is back.
  await bridge.deactivate(first);
  await expect.poll(() => all(others, isLockedOut), { timeout: 10_000 }).toBe(true);
});
