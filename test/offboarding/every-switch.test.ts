/**
 * Whatever the truth is about what nobody could confirm of Genesys: the same story with each switch of the simulator
 * in its other position must end the same.
 */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Behaviour } from '../../src/simulator/behaviour.ts';
import { type Bridge, Environment, failureOf, pictureOf } from './bridge-in-process.ts';

/** The other position of the switches that are amounts; that of the others is their opposite. */
const OTHER_AMOUNTS: Readonly<Record<string, number>> = {
  roleRemovalDelayMs: 300,
  searchLagMs: 60_000,
  groupLagMs: 300,
  groupMembersLagMs: 300,
  groupMemberChangesLost: 1,
  groupDeletesLost: 1,
  grantLagMs: 300,
  asyncDelayMs: 100,
  gdprRequestMs: 60_000,
  analyticsJobMs: 60_000,
  analyticsDataLagMs: 60_000,
  auditLagMs: 60_000,
  auditQueryMs: 60_000,
  deletionLagMs: 300,
  searchMaxPageSize: 25,
  operationRatePerMinute: 300,
  tokenRequestsPerMinute: 10,
  tokenIdleSeconds: 20,
  tokenLifetimeSeconds: 1,
};

const switches = Object.entries(new Behaviour().describe());
const defaults = Object.fromEntries(switches.map(([name, { default: value }]) => [name, value]));

function otherPosition(name: string, value: boolean | number): boolean | number | undefined {
  return typeof value === 'boolean' ? !value : OTHER_AMOUNTS[name];
}

const others = Object.fromEntries(
  switches.map(([name, { default: value }]) => [name, otherPosition(name, value) ?? value]),
);

/** What the story does not come across; flipped together, they show just that. */
const ELSEWHERE = [
  'deletionLagMs',
  'stateChangeDateKept',
  'futureStateChangeDateAnswers400',
  'ownSubjectOfClients',
  'unknownUserDeleteAnswers200',
  'searchMaxPageSize',
  'groupDeletesLost',
  'gdprRequestMs',
  'analyticsJobMs',
  'analyticsDataLagMs',
  'auditLagMs',
  'auditQueryMs',
];

type Positions = Readonly<Record<string, boolean | number>>;

function only(isWanted: (name: string) => boolean): Positions {
  return Object.fromEntries(Object.entries(others).filter(([name]) => isWanted(name)));
}

const POSITIONS: (readonly [string, Positions])[] = [
  ['as by default', {}],
  ...Object.keys(others)
    .filter((name) => !ELSEWHERE.includes(name))
    .map((name) => [`${name}: ${others[name]}`, only((other) => other === name)] as const),
  ['what is elsewhere', only((name) => ELSEWHERE.includes(name))],
];

let environment: Environment;
const agents: string[] = [];

beforeAll(async () => {
  environment = await Environment.open({ users: 120 });
  const { genesys } = environment;
  for (const id of await environment.people(100)) {
    const [queues, { tokens }] = await Promise.all([genesys.queues(id), genesys.inside(id)]);
    if (tokens > 0 && queues.some(({ memberGroups }) => memberGroups.length === 0)) agents.push(id);
  }
});

afterEach(() => environment.genesys.behave(defaults));
afterAll(() => environment.close());

/** What Genesys shows once it has done what it has accepted. */
function soon<T>(look: () => Promise<T>) {
  return expect.poll(look, { timeout: 20_000, interval: 25 });
}

async function directQueues(id: string): Promise<unknown[]> {
  return (await environment.genesys.queues(id)).filter(({ memberGroups }) => memberGroups.length === 0);
}

/** Somebody new comes, is renamed, is removed for good as far as SCIM can tell, and comes back. */
async function newcomer(bridge: Bridge, externalId: string): Promise<void> {
  const { genesys } = environment;
  const { id } = await bridge.create({ userName: `${externalId}@example.com`, externalId, title: 'Trainee' });
  await bridge.change(id, { title: 'Agent' });
  expect(await genesys.user(id)).toMatchObject({ state: 'active', title: 'Agent' });
  await bridge.remove(id);
  await bridge.reached(id, 'complete');
  expect(await failureOf(bridge.get(id))).toMatchObject({ status: 404 });
  const back = await bridge.create({ userName: `back.${externalId}@example.com`, externalId });
  expect(back.id).toBe(id);
  expect(await genesys.user(id)).toMatchObject({ state: 'active', email: `back.${externalId}@example.com` });
}

/** An agent is deactivated and comes back with everything, then is removed and revived. */
async function agent(bridge: Bridge, id: string): Promise<void> {
  const { genesys } = environment;
  const before = await pictureOf(genesys, id);
  const { userName } = (await bridge.get(id)).attributes;
  await bridge.deactivate(id);
  expect(await genesys.inside(id)).toMatchObject({ state: 'inactive', tokens: 0 });
  await bridge.reached(id, 'complete');
  await soon(() => directQueues(id)).toEqual([]);
  await bridge.reactivate(id);
  await bridge.reached(id, 'restored');
  await soon(() => pictureOf(genesys, id)).toEqual(before);
  await bridge.remove(id);
  await bridge.reached(id, 'complete');
  expect(await genesys.inside(id)).toMatchObject({ state: 'inactive', tokens: 0 });
  await soon(() => Promise.all([directQueues(id), genesys.directRoles(id)])).toEqual([[], []]);
  const revived = await bridge.create({ userName: userName ?? '' });
  expect(revived.id).toBe(id);
  await bridge.reached(id, 'restored');
  expect(await genesys.user(id)).toMatchObject({ state: 'active' });
  await soon(() => genesys.directRoles(id)).toEqual([expect.stringMatching(/^employee@/)]);
}

describe('the same end', () => {
  it.each(POSITIONS)('%s', async (title, positions) => {
    await environment.genesys.behave(positions);
    const leaver = agents.pop();
    if (leaver === undefined) throw new Error('no agent is left');
    const bridge = await environment.startBridge({ pace: 20 });
    try {
      await Promise.all([
        newcomer(bridge, title.replaceAll(/\W+/g, '-').toLowerCase()),
        agent(bridge, leaver),
      ]);
    } finally {
      await bridge.stop();
    }
  });

  it('has another position for each switch', () => {
    expect(switches.filter(([name, { default: value }]) => otherPosition(name, value) === value)).toEqual([]);
    expect(switches.filter(([name, { default: value }]) => otherPosition(name, value) === undefined)).toEqual(
      [],
    );
  });
});
