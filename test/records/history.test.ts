/** Who was this: through renames, departures and returns, and when Genesys cannot be asked. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGenesys, type Genesys } from '../../src/genesys/client.ts';
import { SnapshotVault } from '../../src/offboarding/snapshot-vault.ts';
import { searchPeople } from '../../src/provisioning/people-search.ts';
import { type History, readHistory } from '../../src/records/history.ts';
import { type Bridge, Environment } from '../offboarding/bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;
let genesys: Genesys;
let away: Genesys;
let id: string;

const call = () => ({ priority: 'interactive', deadline: Date.now() + 1_000 }) as const;

async function historyOf(userId: string, source = genesys): Promise<History> {
  const { store } = environment;
  const history = await readHistory(
    userId,
    { store, genesys: source, vault: new SnapshotVault() },
    call(),
    new Date(),
  );
  if (history === undefined) throw new Error('nobody is known by this id');
  return history;
}

async function idsOf(text: string, source = genesys): Promise<string[]> {
  const { people } = await searchPeople(text, { store: environment.store, genesys: source }, call());
  return people.map((person) => person.id);
}

beforeAll(async () => {
  environment = await Environment.open({ users: 20 });
  bridge = await environment.startBridge({ pace: 100, emailDomain: 'example.com' });
  genesys = createGenesys({ gateway: environment.genesys.url, clientId: 'bridge', clientSecret: 'secret' });
  // Nothing listens there.
  away = createGenesys({ gateway: 'http://127.0.0.1:9', clientId: 'bridge', clientSecret: 'secret' });
  const created = await bridge.create({
    userName: 'jane.roe@example.com',
    displayName: 'Jane Roe',
    externalId: 'emp-4711',
    active: true,
  });
  id = created.id;
  await bridge.change(id, { displayName: 'Jane Doe', userName: 'jane.doe@example.com', emails: undefined });
  await bridge.remove(id);
  await bridge.reached(id, 'complete');
});

afterAll(async () => {
  await genesys.close();
  await away.close();
  await bridge.stop();
  await environment.close();
});

it('tells names and addresses in their order, each change once', async () => {
  const { identities } = await historyOf(id);
  expect(identities.map(({ name, source }) => `${name}: ${source}`)).toEqual([
    'Jane Roe: user.created',
    'Jane Doe: user.updated',
  ]);
  expect(identities.map(({ userName }) => userName)).toEqual([
    'jane.roe@example.com',
    'jane.doe@example.com',
  ]);
});

it('tells states, offboardings and what was asked for, after a SCIM DELETE', async () => {
  const { now, states, offboardings, events } = await historyOf(id);
  expect(now).toMatchObject({ state: 'inactive', wanted: 'removed', genesysError: undefined });
  expect(states.map(({ state, by }) => `${state} by ${by}`)).toEqual(['created by idp', 'inactive by idp']);
  expect(offboardings).toMatchObject([{ kind: 'delete', status: 'complete' }]);
  expect(events.map(({ action }) => action)).toEqual(['user.created', 'user.updated', 'delete.accepted']);
});

it('tells what the bridge knows when Genesys does not answer', async () => {
  const { now, identities } = await historyOf(id, away);
  expect(now.genesysError).toMatch(/cannot be reached|does not answer/);
  expect(identities).toHaveLength(2);
});

it.each([
  ['the id', () => id],
  ['the id in capitals', () => id.toUpperCase()],
  ['an address of before', () => 'Jane.Roe@example.com'],
  ['a name of before', () => 'jane roe'],
  ['the name', () => 'Jane Doe'],
])('finds the person by %s, with Genesys and without', async (_what, text) => {
  expect(await idsOf(text())).toEqual([id]);
  expect(await idsOf(text(), away)).toEqual([id]);
});

it('finds people whom Genesys alone knows, by address, name and externalId', async () => {
  const [person] = await environment.genesys.users('active');
  expect(await idsOf(person.email)).toEqual([person.id]);
  expect(await idsOf(person.name)).toEqual([person.id]);
  const search = await searchPeople(person.email, { store: environment.store, genesys: away }, call());
  expect(search).toMatchObject({
    people: [],
    genesysError: expect.stringMatching(/cannot be reached|does not answer/),
  });
});

it('finds people by parts of a name or an address on request, here and in Genesys', async () => {
  const search = (text: string, source = genesys) =>
    searchPeople(text, { store: environment.store, genesys: source }, call(), { parts: true });
  expect(await idsOf('jane ro')).toEqual([]);
  const { people } = await search('jane ro');
  expect(people).toMatchObject([{ id, matched: expect.arrayContaining(['part']) }]);
  const [other] = await environment.genesys.users('active');
  const part = other.name.slice(1, -1);
  expect((await search(part)).people.map((person) => person.id)).toContain(other.id);
  expect((await search('jane.ro', away)).people).toMatchObject([{ id, name: expect.any(String) }]);
});

it('knows nobody by an id of nobody', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000';
  expect(await idsOf(nobody)).toEqual([]);
  const sources = { store: environment.store, genesys, vault: new SnapshotVault() };
  expect(await readHistory(nobody, sources, call(), new Date())).toBeUndefined();
});

it('goes on after a return under the same id', async () => {
  const back = await bridge.create({
    userName: 'jane.doe@example.com',
    displayName: 'Jane Doe',
    active: true,
  });
  expect(back.id).toBe(id);
  const { states, now } = await historyOf(id);
  expect(now.state).toBe('active');
  await expect.poll(async () => (await historyOf(id)).states.at(-1)?.state).toBe('active');
  expect(states[0]?.state).toBe('created');
});
