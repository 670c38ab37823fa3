import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { type Bridge, Environment, failureOf } from '../offboarding/bridge-in-process.ts';
import { type Document, ScimInProcess } from './scim-in-process.ts';

let environment: Environment;
let bridge: Bridge;
let groups: ScimInProcess;
let users: ScimInProcess;
let people: string[];
let count = 0;

function newName(): string {
  count += 1;
  return `Group ${count}`;
}

const asMembers = (ids: readonly string[]) => ids.map((value) => ({ value }));

function memberIds(document: Document): string[] {
  const members = Array.isArray(document.members) ? document.members : [];
  return members.flatMap((member) =>
    typeof member === 'object' && member !== null && 'value' in member ? [String(member.value)] : [],
  );
}

const idOf = (document: Document): string => String(document.id);

/** What the bridge sent since `seq`. */
async function callsSince(seq: number): Promise<string[]> {
  const entries = await environment.genesys.journal(seq);
  return entries
    .filter(({ client }) => client === 'bridge')
    .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')}`);
}

async function callsOf(task: () => Promise<unknown>): Promise<string[]> {
  const seq = await environment.genesys.lastSeq();
  await task();
  return await callsSince(seq);
}

const isWrite = (call: string): boolean => !call.startsWith('GET') && !call.endsWith('/search');

/** What the settling has just sent counts as old again: its clock runs ahead of ours. */
async function letTimePass(): Promise<void> {
  await environment.store.db.updateTable('group_member_write').set({ written_at: new Date() }).execute();
}

/** Who is in the group for Genesys. */
async function membersInGenesys(id: string): Promise<string[]> {
  const { body } = await environment.genesys.send('GET', `/api/v2/groups/${id}/individuals`);
  return body.entities.map((user: { id: string }) => user.id).sort();
}

async function groupNamed(name: string): Promise<{ id: string; version: number }> {
  const { body } = await environment.genesys.send('GET', '/api/v2/groups?pageSize=100');
  const found = body.entities.find((group: { name: string }) => group.name === name);
  if (found === undefined) throw new Error(`there is no group ${name}`);
  return found;
}

beforeAll(async () => {
  environment = await Environment.open({ users: 700 });
  bridge = await environment.startBridge({ policy: { deactivate: { groups: 'all' } } });
  groups = new ScimInProcess(bridge, 'groups');
  users = new ScimInProcess(bridge, 'users');
  people = (await environment.genesys.users('active', 500)).map(({ id }) => String(id));
});

afterEach(async () => {
  await environment.genesys.clearFaults();
  await environment.genesys.behave({
    groupMembersLagMs: 0,
    groupMemberChangesLost: 0,
    groupDeletesLost: 0,
  });
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('creating a group', () => {
  it('makes an official group with its members, and answers their names', async () => {
    const displayName = newName();
    const ids = people.slice(0, 2);
    const created = await groups.post({ displayName, externalId: 'g-1', members: asMembers(ids) });
    const { body } = await environment.genesys.send('GET', `/api/v2/groups/${idOf(created)}`);
    expect(body).toMatchObject({
      name: displayName,
      type: 'official',
      visibility: 'public',
      rolesEnabled: false,
    });
    expect(await membersInGenesys(idOf(created))).toEqual([...ids].sort());
    const { name } = await environment.genesys.user(String(ids[0]));
    const [member] = Array.isArray(created.members) ? created.members : [];
    expect(member).toEqual({
      value: ids[0],
      display: name,
      type: 'User',
      $ref: `http://bridge.test/scim/v2/Users/${ids[0]}`,
    });
    expect(created.externalId).toBe('g-1');
    expect(await groups.get(idOf(created))).toEqual(created);
  });

  it('refuses a displayName and an externalId that are taken, with the id of the holder', async () => {
    const displayName = newName();
    const holder = await groups.post({ displayName, externalId: 'g-2' });
    for (const attributes of [
      { displayName: displayName.toUpperCase() },
      { displayName: newName(), externalId: 'g-2' },
    ]) {
      expect(await failureOf(groups.post(attributes))).toMatchObject({
        status: 409,
        scimType: 'uniqueness',
        message: expect.stringContaining(idOf(holder)),
      });
    }
    expect(await failureOf(groups.post({ displayName: 'Weekend Cover' }))).toMatchObject({ status: 409 });
  });

  it('creates nothing when a member is unknown, and names who it is', async () => {
    const unknown = '00000000-0000-4000-8000-000000000001';
    const displayName = newName();
    for (const value of [unknown, 'nobody', String(people[0]).toUpperCase()]) {
      const members = [...asMembers(people.slice(0, 60)), { value }];
      let failure: unknown;
      const calls = await callsOf(async () => {
        failure = await failureOf(groups.post({ displayName, members }));
      });
      expect(failure).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
        message: expect.stringContaining(value),
      });
      expect(calls.filter(isWrite)).toEqual([]);
    }
    const nested = [{ value: idOf(await groups.post({ displayName: newName() })), type: 'Group' }];
    expect(await failureOf(groups.post({ displayName, members: nested }))).toMatchObject({ status: 400 });
  });

  it('of one name twice at once makes one group', async () => {
    const displayName = newName();
    const answers = await Promise.allSettled([1, 2, 3].map(() => groups.post({ displayName })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await groups.list({ filter: `displayName eq "${displayName}"` })).toHaveLength(1);
  });

  it.each(['before', 'after'])(
    'goes on when it is repeated after a connection lost %s the effect',
    async (drop) => {
      const displayName = newName();
      const attributes = { displayName, members: asMembers(people.slice(0, 3)) };
      await environment.genesys.fault({ method: 'POST', path: '/api/v2/groups', drop, times: 1 });
      expect(await failureOf(groups.post(attributes))).toMatchObject({ status: 503 });
      const repeated = await groups.post(attributes);
      expect(memberIds(repeated)).toHaveLength(3);
      expect(await groups.list({ filter: `displayName eq "${displayName}"` })).toHaveLength(1);
      expect(await failureOf(groups.post(attributes))).toMatchObject({ status: 409 });
    },
  );

  it('goes on when members failed half-way', async () => {
    const attributes = { displayName: newName(), members: asMembers(people.slice(0, 120)) };
    await environment.genesys.fault({
      method: 'POST',
      path: '/api/v2/groups/*/members',
      delayMs: 0,
      times: 1,
    });
    await environment.genesys.fault({
      method: 'POST',
      path: '/api/v2/groups/*/members',
      status: 503,
      times: 9,
    });
    expect(await failureOf(groups.post(attributes))).toMatchObject({ status: 503 });
    await environment.genesys.clearFaults();
    expect(memberIds(await groups.post(attributes))).toHaveLength(120);
  }, 20_000);
});

describe('changing a group', () => {
  it('adds 500 members with the fewest calls, and reads none of them for a rename', async () => {
    const created = idOf(await groups.post({ displayName: newName() }));
    const members = asMembers(people.slice(0, 500));
    const calls = await callsOf(() =>
      groups.patch(created, [{ op: 'add', path: 'members', value: members }]),
    );
    expect(
      Object.entries(Object.groupBy(calls, (call) => call)).map(([call, all]) => `${all?.length} ${call}`),
    ).toEqual([
      '2 GET /api/v2/groups/*',
      '1 GET /api/v2/groups/*/individuals',
      '5 GET /api/v2/users',
      '10 POST /api/v2/groups/*/members',
    ]);
    expect(await membersInGenesys(created)).toHaveLength(500);
    const renamed = newName();
    const query = { excludedAttributes: 'members' };
    const rename = [{ op: 'replace', path: 'displayName', value: renamed }];
    const calls2 = await callsOf(() => groups.patch(created, rename, query));
    expect(calls2).toEqual(['GET /api/v2/groups/*', 'POST /api/v2/groups/search', 'PUT /api/v2/groups/*']);
    expect(await callsOf(() => groups.get(created, query))).toEqual(['GET /api/v2/groups/*']);
    expect(await membersInGenesys(created)).toHaveLength(500);
  });

  it('writes the difference only, for PATCH and PUT, and nothing where there is none', async () => {
    const [a = '', b = '', c = '', d = ''] = people;
    const displayName = newName();
    const id = idOf(await groups.post({ displayName, members: asMembers([a, b, c]) }));
    const replace = (ids: readonly string[]) => [{ op: 'replace', path: 'members', value: asMembers(ids) }];
    expect((await callsOf(() => groups.patch(id, replace([b, c, d])))).filter(isWrite)).toEqual([
      'DELETE /api/v2/groups/*/members',
      'POST /api/v2/groups/*/members',
    ]);
    expect(await membersInGenesys(id)).toEqual([b, c, d].sort());
    const put = { displayName, members: asMembers([d, c, b]) };
    expect((await callsOf(() => groups.put(id, put))).filter(isWrite)).toEqual([]);
    expect((await callsOf(() => groups.put(id, { displayName }))).filter(isWrite)).toEqual([]);
    expect(await membersInGenesys(id)).toEqual([b, c, d].sort());
    const removed = await groups.patch(id, [{ op: 'remove', path: `members[value eq "${c}"]` }]);
    expect(memberIds(removed).sort()).toEqual([b, d].sort());
    expect(memberIds(await groups.patch(id, replace([])))).toEqual([]);
    expect(await membersInGenesys(id)).toEqual([]);
  });

  it('writes nothing when one of the people is unknown', async () => {
    const [a = '', b = '', c = ''] = people;
    const id = idOf(await groups.post({ displayName: newName(), members: asMembers([a, b]) }));
    const unknown = '00000000-0000-4000-8000-000000000002';
    const seq = await environment.genesys.lastSeq();
    const failure = await failureOf(
      groups.patch(id, [
        { op: 'remove', path: `members[value eq "${a}"]` },
        { op: 'add', path: 'members', value: asMembers([c, unknown]) },
        { op: 'replace', path: 'displayName', value: newName() },
      ]),
    );
    expect(failure).toMatchObject({ status: 400, message: expect.stringContaining(unknown) });
    expect((await callsSince(seq)).filter(isWrite)).toEqual([]);
  });

  it('gets through when others change the group at the same time', async () => {
    const id = idOf(await groups.post({ displayName: newName() }));
    const ids = people.slice(0, 8);
    await Promise.all(
      ids.map((value) => groups.patch(id, [{ op: 'add', path: 'members', value: [{ value }] }])),
    );
    expect(await membersInGenesys(id)).toEqual([...ids].sort());
    await Promise.all(
      ids.map((value) => groups.patch(id, [{ op: 'remove', path: `members[value eq "${value}"]` }])),
    );
    expect(await membersInGenesys(id)).toEqual([]);
  });

  it('refuses a name that another group has, and takes another case of its own', async () => {
    const displayName = newName();
    const id = idOf(await groups.post({ displayName }));
    const rename = (value: string) =>
      groups.patch(id, [{ op: 'replace', value: { id, displayName: value } }]);
    expect(await failureOf(rename('weekend COVER'))).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(await rename(displayName.toUpperCase())).toMatchObject({ displayName: displayName.toUpperCase() });
  });

  it('of a rule is refused: members, name and deletion', async () => {
    const { id } = await groupNamed('Full-time Agents');
    const [inside] = await environment.genesys
      .send('GET', `/api/v2/groups/${id}/members?pageSize=1`)
      .then(({ body }) => body.entities);
    const [outside = ''] = people.filter((person) => person !== inside.id);
    for (const operations of [
      [{ op: 'add', path: 'members', value: asMembers([outside]) }],
      [{ op: 'remove', path: `members[value eq "${inside.id}"]` }],
      [{ op: 'replace', path: 'displayName', value: newName() }],
    ]) {
      const seq = await environment.genesys.lastSeq();
      expect(await failureOf(groups.patch(id, operations))).toMatchObject({
        status: 400,
        scimType: 'mutability',
      });
      expect((await callsSince(seq)).filter(isWrite)).toEqual([]);
    }
    expect(await failureOf(groups.delete(id))).toMatchObject({ status: 400, scimType: 'mutability' });
    expect(memberIds(await groups.get(id)).length).toBeGreaterThan(100);
  });

  it("that Genesys refuses though no rule was seen is the request's fault, and says where to look", async () => {
    const id = idOf(await groups.post({ displayName: newName() }));
    await environment.genesys.fault({
      method: 'POST',
      path: '/api/v2/groups/*/members',
      status: 400,
      code: 'bad.request',
    });
    const add = [{ op: 'add', path: 'members', value: asMembers(people.slice(0, 1)) }];
    expect(await failureOf(groups.patch(id, add))).toMatchObject({
      status: 400,
      code: 'group.members-refused',
      message: expect.stringContaining('rule'),
    });
  });

  it.each(['public', 'owners', 'members'])(
    'renames a group that is visible to %s and leaves it so',
    async (visibility) => {
      const made = { name: newName(), type: 'official', visibility, rulesVisible: true };
      const { body } = await environment.genesys.send('POST', '/api/v2/groups', made);
      const name = newName();
      await groups.patch(body.id, [{ op: 'replace', path: 'displayName', value: name }]);
      const { body: after } = await environment.genesys.send('GET', `/api/v2/groups/${body.id}`);
      expect(after).toMatchObject({ name, visibility });
    },
  );

  it('keeps what a rename does not speak of', async () => {
    const { id } = await groupNamed('Quality Champions');
    const look = async () => (await environment.genesys.send('GET', `/api/v2/groups/${id}`)).body;
    const { description, rolesEnabled } = await look();
    expect(rolesEnabled).toBe(true);
    const name = newName();
    await groups.patch(id, [{ op: 'replace', path: 'displayName', value: name }]);
    expect(await look()).toMatchObject({ name, description, rolesEnabled: true });
  });
});

describe('what Genesys carries out later', () => {
  it('is shown at once, to members and groups, and undone by what comes after', async () => {
    const [a = '', b = ''] = people;
    const displayName = newName();
    const id = idOf(await groups.post({ displayName, members: asMembers([a]) }));
    await environment.genesys.behave({ groupMembersLagMs: 3_600_000 });
    await groups.patch(id, [{ op: 'add', path: 'members', value: asMembers([b]) }]);
    expect(await membersInGenesys(id)).toEqual([]);
    expect(memberIds(await groups.get(id)).sort()).toEqual([a, b].sort());
    expect((await users.get(b)).groups).toContainEqual({
      value: id,
      display: displayName,
      type: 'direct',
      $ref: `http://bridge.test/scim/v2/Groups/${id}`,
    });
    expect(await groups.list({ filter: `members eq "${b}"` })).toContainEqual(
      expect.objectContaining({ id }),
    );
    await groups.patch(id, [{ op: 'remove', path: `members[value eq "${b}"]` }]);
    expect(memberIds(await groups.get(id))).toEqual([a]);
    await environment.genesys.behave({ groupMembersLagMs: 0 });
    expect(await membersInGenesys(id)).toEqual([a]);
    expect((await users.get(b)).groups ?? []).not.toContainEqual(expect.objectContaining({ value: id }));
  });

  it('is sent again when it got lost, until it is seen', async () => {
    const [a = '', b = ''] = people;
    const id = idOf(await groups.post({ displayName: newName(), members: asMembers([a]) }));
    await bridge.groupSettling.settle();
    await environment.genesys.behave({ groupMemberChangesLost: 2 });
    await groups.patch(id, [{ op: 'replace', path: 'members', value: asMembers([b]) }]);
    expect(await membersInGenesys(id)).toEqual([a]);
    await bridge.groupSettling.settle();
    expect(await membersInGenesys(id)).toEqual([b]);
    const trail = await listAudit(environment.store.db, { subject: id, limit: 10 });
    const asked = trail.find(({ action }) => action === 'group.members-added')?.requestId;
    expect(trail[0]).toMatchObject({
      action: 'group.members-repeated',
      requestId: asked,
      detail: { added: [b], removed: [a] },
    });
    await letTimePass();
    const calls = await callsOf(async () => {
      await bridge.groupSettling.settle();
      await bridge.groupSettling.settle();
    });
    expect(calls.filter(isWrite)).toEqual([]);
    expect(calls.filter((call) => call.endsWith('/individuals'))).toHaveLength(1);
  });

  it('keeps the place of who is away, and forgets it when the identity provider takes the person out', async () => {
    const thorough = await environment.startBridge({
      policy: { deactivate: { release: 'all', groups: 'all' } },
    });
    const [back = '', forGood = ''] = people.slice(-3);
    const displayName = newName();
    const members = asMembers([back, forGood]);
    const id = idOf(await groups.post({ displayName, members }));
    for (const person of [back, forGood]) {
      await thorough.deactivate(person);
      await thorough.reached(person, 'complete');
    }
    expect(await membersInGenesys(id)).toEqual([]);
    expect(memberIds(await groups.get(id)).sort()).toEqual([back, forGood].sort());
    expect((await callsOf(() => groups.put(id, { displayName, members }))).filter(isWrite)).toEqual([]);
    const remove = [{ op: 'remove', path: `members[value eq "${forGood}"]` }];
    const seq = await environment.genesys.lastSeq();
    expect(memberIds(await groups.patch(id, remove))).toEqual([back]);
    expect((await callsSince(seq)).filter(isWrite)).toEqual([]);
    expect(memberIds(await groups.get(id))).toEqual([back]);
    for (const person of [back, forGood]) {
      await thorough.reactivate(person);
      await thorough.reached(person, 'restored');
    }
    expect(await membersInGenesys(id)).toEqual([back]);
    await thorough.stop();
  });

  it('never puts a leaver back', async () => {
    const left = String(people.at(-1));
    const id = idOf(await groups.post({ displayName: newName(), members: asMembers([left]) }));
    await environment.genesys.send('DELETE', `/api/v2/groups/${id}/members?ids=${left}`);
    await bridge.deactivate(left);
    await bridge.groupSettling.settle();
    expect(await membersInGenesys(id)).toEqual([]);
  });

  it('is given up in the end, and the audit trail says so', async () => {
    const id = idOf(await groups.post({ displayName: newName(), members: asMembers(people.slice(0, 1)) }));
    await environment.genesys.send('DELETE', `/api/v2/groups/${id}/members?ids=${people[0]}`);
    await environment.genesys.behave({ groupMemberChangesLost: 100 });
    const { db } = environment.store;
    for (let look = 1; look <= 5; look += 1) {
      await letTimePass();
      await bridge.groupSettling.settle();
    }
    const audit = await db
      .selectFrom('audit')
      .selectAll()
      .where('subject', '=', id)
      .orderBy('seq', 'desc')
      .execute();
    expect(audit[0]).toMatchObject({
      action: 'group.members-not-changed',
      request_id: audit.find(({ action }) => action === 'group.members-added')?.request_id,
      detail: { notAdded: [people[0]] },
    });
    expect(memberIds(await groups.get(id))).toEqual([]);
  });
});

describe('a group that somebody deletes while it is changed', () => {
  const change = async (method: string, path: string, operation: Document) => {
    const id = idOf(await groups.post({ displayName: newName() }));
    const missing = { status: 404, code: 'general.resource.not.found', times: 1 };
    await environment.genesys.fault({ method, path: path.replace('{id}', id), ...missing });
    return await failureOf(groups.patch(id, [operation]));
  };

  it('is not found when it is renamed', async () => {
    const rename = { op: 'replace', path: 'displayName', value: newName() };
    expect(await change('PUT', '/api/v2/groups/{id}', rename)).toMatchObject({
      code: 'group.not-found',
      status: 404,
    });
  });

  it('asks for a repeat when somebody joins', async () => {
    const join = { op: 'add', path: 'members', value: asMembers(people.slice(0, 1)) };
    expect(await change('POST', '/api/v2/groups/{id}/members', join)).toMatchObject({
      code: 'group.gone-meanwhile',
      status: 503,
    });
  });
});

describe('deleting a group', () => {
  it('takes it away, and a repeat answers 404', async () => {
    const displayName = newName();
    const id = idOf(
      await groups.post({ displayName, externalId: 'g-3', members: asMembers(people.slice(0, 1)) }),
    );
    await groups.delete(id);
    expect((await environment.genesys.send('GET', `/api/v2/groups/${id}`)).status).toBe(404);
    for (const again of [() => groups.delete(id), () => groups.get(id)]) {
      expect(await failureOf(again())).toMatchObject({ status: 404 });
    }
    await groups.post({ displayName, externalId: 'g-3' });
  });

  it('is asked for again until Genesys has done it, and the group is gone for SCIM meanwhile', async () => {
    const displayName = newName();
    const [a = ''] = people;
    const id = idOf(await groups.post({ displayName, members: asMembers([a]) }));
    await environment.genesys.behave({ groupDeletesLost: 2 });
    await groups.delete(id);
    const stillThere = async () =>
      (await environment.genesys.send('GET', `/api/v2/groups/${id}`)).status === 200;
    expect(await stillThere()).toBe(true);
    expect(await failureOf(groups.get(id))).toMatchObject({ status: 404 });
    expect(await groups.list({ filter: `displayName eq "${displayName}"` })).toEqual([]);
    expect((await groups.list({ count: 200 })).map(idOf)).not.toContain(id);
    expect((await users.get(a)).groups ?? []).not.toContainEqual(expect.objectContaining({ value: id }));
    await bridge.groupSettling.settle();
    expect(await stillThere()).toBe(true);
    await bridge.groupSettling.settle();
    expect(await stillThere()).toBe(false);
    await bridge.groupSettling.settle();
    expect(
      await environment.store.db.selectFrom('kept_group').selectAll().where('group_id', '=', id).execute(),
    ).toEqual([]);
  });

  it('that Genesys refuses leaves the group as it was', async () => {
    const id = idOf(await groups.post({ displayName: newName() }));
    await environment.genesys.fault({ method: 'DELETE', path: '/api/v2/groups/*', status: 503 });
    expect(await failureOf(groups.delete(id))).toMatchObject({ status: 503 });
    await environment.genesys.clearFaults();
    expect(idOf(await groups.get(id))).toBe(id);
  }, 15_000);
});

describe('finding groups', () => {
  it('by displayName, externalId and member takes the fewest calls', async () => {
    const [, , , , , a = ''] = people;
    const displayName = newName();
    const id = idOf(await groups.post({ displayName, externalId: 'g-4', members: asMembers([a]) }));
    const query = { excludedAttributes: 'members' };
    const find = (filter: string) =>
      callsOf(async () => {
        expect((await groups.list({ ...query, filter })).map(idOf)).toEqual([id]);
      });
    expect(await find(`displayName eq "${displayName.toLowerCase()}"`)).toEqual(['GET /api/v2/groups']);
    expect(await find('externalId eq "g-4"')).toEqual(['GET /api/v2/groups/*']);
    expect(await find(`id eq "${id}"`)).toEqual(['GET /api/v2/groups/*']);
    expect(await find(`id eq "${id}" and members eq "${a}"`)).toEqual([
      'GET /api/v2/groups/*',
      'GET /api/v2/groups/*/individuals',
    ]);
    const byMember = await groups.list({ filter: `members[value eq "${a}"]` });
    expect(byMember.map(idOf)).toContain(id);
    for (const group of byMember) expect(memberIds(group)).toContain(a);
    const seeded = await callsOf(() => groups.list({ ...query, filter: 'displayName eq "Weekend Cover"' }));
    expect(seeded).toEqual(['POST /api/v2/groups/search']);
  });

  it('keeps the externalIds of authorities apart', async () => {
    const id = idOf(await groups.post({ displayName: newName(), externalId: 'g-5' }));
    const other = new ScimInProcess(bridge, 'groups', () => bridge.context(15_000, 'other'));
    expect((await other.get(id)).externalId).toBeUndefined();
    expect(await other.list({ filter: 'externalId eq "g-5"' })).toEqual([]);
    await other.patch(id, [{ op: 'replace', path: 'externalId', value: 'theirs' }]);
    expect((await groups.get(id)).externalId).toBe('g-5');
    expect((await other.get(id)).externalId).toBe('theirs');
  });

  it('never shows people who are removed as members, and takes none', async () => {
    const person = await bridge.create({
      userName: 'member-to-go',
      emails: [{ value: 'mtg@example.com', primary: true }],
    });
    const id = idOf(await groups.post({ displayName: newName(), members: asMembers([person.id]) }));
    await bridge.remove(person.id);
    expect(memberIds(await groups.get(id))).toEqual([]);
    const add = [{ op: 'add', path: 'members', value: asMembers([person.id]) }];
    expect(await failureOf(groups.patch(id, add))).toMatchObject({ status: 400 });
  });
});
