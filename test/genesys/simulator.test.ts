/** The whole border against the simulator, which was written from the same facts but shares no code with it. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGenesys, type Genesys } from '../../src/genesys/client.ts';
import { isDuplicateEmail, isNotFound, isVersionConflict } from '../../src/genesys/errors.ts';
import type { GenesysUser } from '../../src/genesys/models.ts';
import { type RunningSimulator, startSimulator } from '../../src/simulator/start.ts';
import { OTHER_ID } from './fake-genesys.ts';
import { CALL, failureOf } from './with-genesys.ts';

let simulator: RunningSimulator;
let genesys: Genesys;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, users: 40, rateLimit: 0 });
  genesys = createGenesys({ gateway: simulator.url, clientId: 'x', clientSecret: 'y' });
});

afterAll(async () => {
  await genesys.close();
  await simulator.close();
});

function uniqueEmail(): string {
  return `new.${crypto.randomUUID()}@example.com`;
}

async function createUser(email: string = uniqueEmail()): Promise<GenesysUser> {
  const home = await genesys.divisions.home(CALL);
  return genesys.users.create({ name: 'New Person', email, divisionId: home.id, state: 'active' }, CALL);
}

/** An active person who holds queues. */
async function findAgent(): Promise<GenesysUser> {
  const { users } = await genesys.users.list({ state: 'active', pageSize: 100, pageNumber: 1 }, CALL);
  for (const user of users) {
    if ((await genesys.queues.ofUser(user.id, { joined: true }, CALL)).length > 0) return user;
  }
  throw new Error('the simulated organisation has no agent');
}

describe('against the simulator', () => {
  it('creates, updates, finds and lists users', async () => {
    const user = await createUser();
    const update = { version: user.version, title: 'Agent', employerInfo: { employeeId: '77' } };
    await genesys.users.update(user.id, update, CALL);
    const read = await genesys.users.get(user.id, { expand: ['employerInfo', 'groups', 'skills'] }, CALL);
    expect(read).toMatchObject({ title: 'Agent', employerInfo: { employeeId: '77' }, groups: [] });
    expect(read.version).toBeGreaterThan(user.version);
    const found = await genesys.users.searchByEmail(user.email.toUpperCase(), { states: ['active'] }, CALL);
    expect(found.map(({ id }) => id)).toEqual([user.id]);
    expect(await genesys.users.searchByEmail(user.email, { states: ['deleted'] }, CALL)).toEqual([]);
    expect(await genesys.users.getMany([user.id, OTHER_ID], {}, CALL)).toMatchObject([{ id: user.id }]);
    expect(await genesys.users.find(OTHER_ID, {}, CALL)).toBeUndefined();
  });

  it('tells a taken address from a version conflict', async () => {
    const user = await createUser();
    expect(isDuplicateEmail(await failureOf(createUser(user.email)))).toBe(true);
    await genesys.users.update(user.id, { version: user.version, title: 'A' }, CALL);
    const stale = genesys.users.update(user.id, { version: user.version, title: 'B' }, CALL);
    expect(isVersionConflict(await failureOf(stale))).toBe(true);
  });

  it('deactivates, ends sessions and reactivates', async () => {
    const user = await createUser();
    const { version } = user;
    await genesys.users.setState(user.id, { state: 'inactive', version, reason: 'Unknown' }, CALL);
    await genesys.tokens.revokeAll(user.id, CALL);
    const inactive = await genesys.users.get(user.id, {}, CALL);
    expect(inactive.state).toBe('inactive');
    await genesys.users.setStateByPatch(user.id, { state: 'active', version: inactive.version }, CALL);
    expect((await genesys.users.get(user.id, {}, CALL)).state).toBe('active');
  });

  it('keeps external ids', async () => {
    const user = await createUser();
    const externalId = { authority: 'okta', key: `00u/${user.id}?#` };
    await genesys.externalIds.add(user.id, externalId, CALL);
    expect(await genesys.externalIds.list(user.id, CALL)).toContainEqual(externalId);
    const { authority, key } = externalId;
    expect(await genesys.externalIds.findUser(authority, key, {}, CALL)).toMatchObject({ id: user.id });
    await genesys.externalIds.remove(user.id, externalId, CALL);
    await genesys.externalIds.remove(user.id, externalId, CALL);
    expect(await genesys.externalIds.findUser(authority, key, {}, CALL)).toBeUndefined();
  });

  it('takes an agent out of queue and presence and back', async () => {
    const agent = await findAgent();
    const [queue] = await genesys.queues.ofUser(agent.id, { joined: true }, CALL);
    if (queue === undefined) throw new Error('the agent has no queue');
    expect(await genesys.queues.get(queue.id, CALL)).toMatchObject({ id: queue.id, name: queue.name });
    await genesys.presence.setOffline(agent.id, CALL);
    expect(await genesys.presence.get(agent.id, CALL)).toMatchObject({ systemPresence: 'Offline' });
    expect(await genesys.agents.status(agent.id, CALL)).toMatchObject({ sessions: [] });
    await genesys.queues.setJoined(agent.id, [{ id: queue.id, joined: false }], CALL);
    const resting = await genesys.queues.ofUser(agent.id, { joined: false }, CALL);
    expect(resting.map(({ id }) => id)).toContain(queue.id);
  });

  it('adds and removes a direct queue member', async () => {
    const agent = await findAgent();
    const [queue] = await genesys.queues.ofUser(agent.id, { joined: true }, CALL);
    if (queue === undefined) throw new Error('the agent has no queue');
    const user = await createUser();
    await genesys.queues.addMembers(queue.id, [user.id], CALL);
    expect((await genesys.queues.ofUser(user.id, { joined: true }, CALL)).map(({ id }) => id)).toEqual([
      queue.id,
    ]);
    await genesys.queues.removeMembers(queue.id, [user.id], CALL);
    expect(await genesys.queues.ofUser(user.id, { joined: true }, CALL)).toEqual([]);
  });

  it('assigns, rates, replaces and removes skills', async () => {
    const user = await createUser();
    const [first, second, third] = await genesys.skills.list(CALL);
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few skills');
    const ofUser = async () =>
      (await genesys.skills.ofUser(user.id, CALL)).map(({ id, proficiency }) => ({ id, proficiency }));
    await genesys.skills.assign(user.id, [{ id: first.id, proficiency: 2 }], CALL);
    await genesys.skills.assign(user.id, [{ id: first.id, proficiency: 4.5 }], CALL);
    expect(await ofUser()).toEqual([{ id: first.id, proficiency: 4.5 }]);
    const others = [second, third].map(({ id }) => ({ id, proficiency: 1 }));
    await genesys.skills.replace(user.id, others, CALL);
    expect(await ofUser()).toEqual(others);
    await genesys.skills.remove(user.id, second.id, CALL);
    await genesys.skills.remove(user.id, second.id, CALL);
    expect(await ofUser()).toEqual([{ id: third.id, proficiency: 1 }]);
    await genesys.skills.replace(user.id, [], CALL);
    expect(await ofUser()).toEqual([]);
  });

  it('assigns, rates and removes languages', async () => {
    const user = await createUser();
    const [first, second] = await genesys.languages.list(CALL);
    if (first === undefined || second === undefined) throw new Error('too few languages');
    const ratings = [first, second].map(({ id }) => ({ id, proficiency: 3 }));
    await genesys.languages.assign(user.id, ratings, CALL);
    await genesys.languages.assign(user.id, [{ id: first.id, proficiency: 5 }], CALL);
    await genesys.languages.remove(user.id, second.id, CALL);
    await genesys.languages.remove(user.id, second.id, CALL);
    expect(await genesys.languages.ofUser(user.id, CALL)).toMatchObject([{ id: first.id, proficiency: 5 }]);
  });

  it('frees stations and gives the default one back', async () => {
    const { users } = await genesys.users.list(
      { state: 'active', pageSize: 100, pageNumber: 1, expand: ['station'] },
      CALL,
    );
    const seated = users.find(({ station }) => station?.default !== undefined);
    const station = seated?.station?.default;
    if (seated === undefined || station === undefined) throw new Error('nobody has a default station');
    await genesys.stations.dissociate(seated.id, CALL);
    await genesys.stations.clearDefault(seated.id, CALL);
    expect(await genesys.stations.of(seated.id, CALL)).toEqual({});
    await genesys.stations.setDefault(seated.id, station.id, CALL);
    expect(await genesys.stations.of(seated.id, CALL)).toMatchObject({ default: { id: station.id } });
  });

  it('grants and revokes roles, and moves between divisions', async () => {
    const user = await createUser();
    const role = await genesys.roles.findByName('SUPERVISOR', CALL);
    const division = (await genesys.divisions.list(CALL)).find(({ id }) => id !== user.division?.id);
    if (role === undefined || division === undefined) throw new Error('no such role or division');
    expect(await genesys.divisions.findByName(division.name.toUpperCase(), CALL)).toEqual(division);
    const grant = { roleId: role.id, divisionId: division.id };
    await genesys.grants.add(user.id, [grant], CALL);
    expect(await genesys.grants.direct(user.id, CALL)).toContainEqual({
      ...grant,
      roleName: role.name,
      divisionName: division.name,
    });
    await genesys.grants.remove(user.id, grant, CALL);
    await genesys.grants.remove(user.id, grant, CALL);
    const held = await genesys.grants.direct(user.id, CALL);
    expect(held.some(({ roleId }) => roleId === role.id)).toBe(false);
    await genesys.divisions.moveUsers(division.id, [user.id], CALL);
    expect((await genesys.users.get(user.id, {}, CALL)).division).toMatchObject({ id: division.id });
  });

  it('takes an agent out of utilization, team and management unit and back', async () => {
    const agent = await findAgent();
    const { team } = await genesys.users.get(agent.id, { expand: ['team'] }, CALL);
    const unit = await genesys.workforce.unitOf(agent.id, { since: 0 }, CALL);
    if (team === undefined || unit === undefined) throw new Error('the agent has no team or unit');
    const own = { utilization: { call: { maximumCapacity: 2, includeNonAcd: true } } };
    expect(await genesys.utilization.ownOf(agent.id, CALL)).toBeUndefined();
    await genesys.utilization.set(agent.id, own, CALL);
    expect(await genesys.utilization.ownOf(agent.id, CALL)).toEqual(own);
    await genesys.utilization.clear(agent.id, CALL);
    expect(await genesys.utilization.ownOf(agent.id, CALL)).toBeUndefined();
    await genesys.teams.removeMembers(team.id, [agent.id], CALL);
    expect((await genesys.users.get(agent.id, { expand: ['team'] }, CALL)).team).toBeUndefined();
    expect(await genesys.teams.addMembers(team.id, [agent.id, OTHER_ID], CALL)).toEqual(
      new Map([[OTHER_ID, 'UserNotFound']]),
    );
    await genesys.workforce.move([agent.id], undefined, CALL);
    expect(await genesys.workforce.unitOf(agent.id, { since: 0 }, CALL)).toBeUndefined();
    await genesys.workforce.move([agent.id], unit.id, CALL);
    expect(await genesys.workforce.unitOf(agent.id, { since: 0 }, CALL)).toEqual({ id: unit.id });
  });

  it('removes several grants at once, unless one of them is unknown', async () => {
    const user = await createUser();
    const [agent, supervisor] = [
      await genesys.roles.findByName('User', CALL),
      await genesys.roles.findByName('Supervisor', CALL),
    ];
    const divisionId = user.division?.id ?? '';
    const grants = [agent, supervisor].map((role) => ({ roleId: role?.id ?? '', divisionId }));
    await genesys.grants.add(user.id, grants, CALL);
    const unknown = { roleId: OTHER_ID, divisionId };
    await failureOf(genesys.grants.removeAll(user.id, [...grants, unknown], CALL));
    const held = async () => (await genesys.grants.direct(user.id, CALL)).map(({ roleId }) => roleId);
    expect(await held()).toEqual(expect.arrayContaining(grants.map(({ roleId }) => roleId)));
    await genesys.grants.removeAll(user.id, grants, CALL);
    expect(await held()).not.toContain(supervisor?.id);
  });

  it('tells groups kept by a rule from others', async () => {
    const { groups } = await genesys.groups.list({ pageSize: 100, pageNumber: 1 }, CALL);
    const dynamic = [];
    for (const { id, name } of groups) if (await genesys.groups.isDynamic(id, CALL)) dynamic.push(name);
    expect(dynamic).toEqual(['Full-time Agents']);
  });

  it('creates, fills, renames and removes groups', async () => {
    const name = `Group ${crypto.randomUUID()}`;
    const created = await genesys.groups.create(
      { name, type: 'official', visibility: 'public', rulesVisible: true },
      CALL,
    );
    const user = await createUser();
    await genesys.groups.addMembers(created.id, [user.id], CALL);
    expect(await genesys.groups.individuals(created.id, CALL)).toMatchObject([{ id: user.id }]);
    expect(await genesys.groups.searchByName(name.toUpperCase(), CALL)).toMatchObject([{ id: created.id }]);
    const renamed = await genesys.groups.update(created, { name: `${name} 2` }, CALL);
    expect(renamed).toMatchObject({ id: created.id, name: `${name} 2` });
    await genesys.groups.removeMembers(created.id, [user.id], CALL);
    expect(await genesys.groups.individuals(created.id, CALL)).toEqual([]);
    await genesys.groups.remove(created.id, CALL);
    expect(await genesys.groups.find(created.id, CALL)).toBeUndefined();
    expect(isNotFound(await failureOf(genesys.groups.get(created.id, CALL)))).toBe(true);
    expect((await genesys.groups.list({ pageSize: 100, pageNumber: 1 }, CALL)).total).toBeGreaterThan(0);
  });

  it('knows no limit where the simulator sets none', () => {
    expect(genesys.gateStatus()).toMatchObject({ limit: undefined, inFlight: 0 });
  });
});
