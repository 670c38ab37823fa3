/** Whoever leaves and comes back holds what they held: compared attribute by attribute for random people. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, Environment } from './bridge-in-process.ts';
import { differences, NOT_COMPARED, wholePicture } from './whole-picture.ts';

const PEOPLE = process.env.LONG_TESTS === undefined ? 20 : 200;
const SEED = Number(process.env.ROUND_TRIP_SEED ?? 20_261_125);
const AT_ONCE = 8;

/** mulberry32: the same people for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

let environment: Environment;
let bridge: Bridge;
let skills: string[];
let languages: string[];
let attributes = 0;
const lost: string[] = [];

async function idsOf(path: string): Promise<string[]> {
  const { body } = await environment.genesys.send('GET', `/api/v2${path}?pageSize=50`);
  return body.entities.map(({ id }: { id: string }) => id);
}

/** Makes a seeded person a random one: other skills, languages, joined flags, utilization, roles, no team. */
async function shuffle(id: string, roll: (sides: number) => number): Promise<void> {
  const { genesys } = environment;
  const some = (ids: readonly string[], most: number) =>
    ids
      .filter(() => roll(3) === 0)
      .slice(0, most)
      .map((each) => ({ id: each, proficiency: roll(6) }));
  const send = async (method: string, path: string, body?: unknown) => {
    const { status } = await genesys.send(method, `/api/v2${path}`, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}`);
  };
  await send('PUT', `/users/${id}/routingskills/bulk`, some(skills, 12));
  await send('PATCH', `/users/${id}/routinglanguages/bulk`, some(languages, 4));
  const queues = await genesys.queues(id);
  const flags = queues.map((queue) => ({ id: queue.id, joined: roll(3) > 0 }));
  if (flags.length > 0) await send('PATCH', `/users/${id}/queues`, flags);
  if (roll(2) === 0) {
    const maximumCapacity = 1 + roll(4);
    const utilization = { call: { maximumCapacity, interruptableMediaTypes: [], includeNonAcd: false } };
    await send('PUT', `/routing/users/${id}/utilization`, { utilization });
  }
  const grants = await genesys.directRoles(id);
  if (roll(3) === 0 && grants.length > 1) {
    const [roleId, divisionId] = (grants[roll(grants.length)] ?? '').split('@');
    await genesys.send(
      'DELETE',
      `/api/v2/authorization/subjects/${id}/divisions/${divisionId}/roles/${roleId}`,
    );
  }
}

const WAYS = ['deactivate', 'delete', 'deleted in Genesys'] as const;

/** Genesys does not reassign the extension of somebody whom it restores (FACTS section 1). */
const LOST_IN_GENESYS: Partial<Record<(typeof WAYS)[number], readonly string[]>> = {
  'deleted in Genesys': ['extensions'],
};

/** What is measured is what comes back, on machines however busy. */
const unhurried = () => bridge.context(120_000);

async function thereAndBack(id: string, way: (typeof WAYS)[number]): Promise<void> {
  const { genesys } = environment;
  // Identity providers send all that they know of a person; what Genesys alone holds is not theirs to send.
  const { groups: _groups, roles: _roles, ...sent } = (await bridge.get(id)).attributes;
  const before = await wholePicture(genesys, id);
  if (way === 'delete') await bridge.remove(id, unhurried());
  else await bridge.deactivate(id, unhurried());
  await bridge.reached(id, 'complete');
  if (way === 'deleted in Genesys') await genesys.send('DELETE', `/api/v2/users/${id}`);
  if (way === 'deactivate') await bridge.reactivate(id, unhurried());
  else expect((await bridge.create({ ...sent, active: true }, unhurried())).id).toBe(id);
  await bridge.reached(id, 'restored');
  const after = await wholePicture(genesys, id);
  attributes += before.size;
  const expected = LOST_IN_GENESYS[way] ?? [];
  const unexpected = differences(before, after).filter(
    (each) => !expected.some((name) => each.startsWith(name)),
  );
  lost.push(...unexpected.map((difference) => `${way} ${id} ${difference}`));
}

beforeAll(async () => {
  environment = await Environment.open({ users: Math.ceil(PEOPLE * 1.5) + 60 });
  bridge = await environment.startBridge({
    policy: { deactivate: { release: 'all' }, restore: { reactivate: 'all', revive: 'all' } },
  });
  [skills, languages] = await Promise.all([idsOf('/routing/skills'), idsOf('/routing/languages')]);
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('the way there and back', () => {
  it(`gives ${PEOPLE} random people all that they held`, { timeout: PEOPLE * 10_000 }, async () => {
    const roll = dice(SEED);
    const people = (await environment.genesys.users('active', 500))
      .slice(0, PEOPLE)
      .map(({ id }) => String(id));
    expect(people).toHaveLength(PEOPLE);
    const waiting = people.entries();
    const lane = async () => {
      for (const [index, id] of waiting) {
        await shuffle(id, roll);
        await thereAndBack(id, WAYS[index % WAYS.length] ?? 'deactivate');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    process.stdout.write(
      `round trip: ${PEOPLE} people, seed ${SEED}, ${attributes} attributes compared, ${lost.length} lost; ` +
        `not compared: ${Object.keys(NOT_COMPARED).join(', ')}\n`,
    );
    expect(lost).toEqual([]);
  });
});
