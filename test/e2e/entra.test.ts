import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './harness/processes.ts';
import { ENTERPRISE, GROUP, PATCH_OP, type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const newcomer = (userName: string, externalId: string) => ({
  schemas: [USER, ENTERPRISE],
  externalId,
  userName,
  active: true,
  displayName: 'Grace Hopper',
  emails: [{ primary: true, type: 'work', value: userName }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Grace Hopper', familyName: 'Hopper', givenName: 'Grace' },
  roles: [],
  [ENTERPRISE]: { department: 'Navy', employeeNumber: '1906' },
});

describe('Microsoft Entra ID', () => {
  let world: World;
  let entra: ScimApi;

  beforeAll(async () => {
    world = await World.start();
    entra = await world.createClient('entra');
    await world.startBridge();
  });

  afterAll(() => world.end());

  const create = async (userName: string) => {
    const created = await entra.send('POST', '/Users', newcomer(userName, randomUUID()));
    expect(created.status).toBe(201);
    return created.body;
  };

  it('gets an empty list for the random GUID of its connection test', async () => {
    for (const attribute of ['userName', 'externalId', 'emails[type eq "work"].value']) {
      const answer = await entra.find(`${attribute} eq "${randomUUID()}"`);
      expect(answer).toMatchObject({ status: 200, body: { totalResults: 0 } });
      expect(answer.headers.get('content-type')).toContain('application/scim+json');
    }
    const groups = await entra.get(
      `/Groups?excludedAttributes=members&filter=${encodeURIComponent(`displayName eq "${randomUUID()}"`)}`,
    );
    expect(groups).toMatchObject({ status: 200, body: { totalResults: 0 } });
  });

  it('matches what it created, by each matching attribute', async () => {
    const { id, externalId } = await create('hopper@example.com');
    const filters = [
      'userName eq "hopper@example.com"',
      `externalId eq "${externalId}"`,
      'emails[type eq "work"].value eq "hopper@example.com"',
      'emails.value eq "hopper@example.com"',
      `id eq "${id}" and active eq true`,
      'userName eq "hopper@example.com" and active eq True',
    ];
    for (const filter of filters) {
      expect((await entra.find(filter)).body, filter).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    }
    expect((await entra.find(`id eq "${id}" and active eq false`)).body.totalResults).toBe(0);
    const user = await world.genesys.user(id, '?expand=employerInfo');
    expect(user).toMatchObject({ department: 'Navy', employerInfo: { employeeId: '1906' } });
  });

  it('updates with one operation for each attribute, capitalised, on absent elements too', async () => {
    const { id } = await create('mover@example.com');
    const manager = (await world.genesys.users('active'))[0].id;
    const answer = await entra.patch(id, [
      { op: 'Replace', path: 'displayName', value: 'Grace Brewster Hopper' },
      { op: 'Replace', path: 'name.familyName', value: 'Brewster Hopper' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Arlington' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '555-1906' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '+1 317 555 0101' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'moved@example.com' },
      { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Research' },
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: manager },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      displayName: 'Grace Brewster Hopper',
      name: { givenName: 'Grace', familyName: 'Brewster Hopper' },
      addresses: [{ type: 'work', locality: 'Arlington' }],
      phoneNumbers: [
        { type: 'mobile', value: '555-1906' },
        { type: 'work', value: '+1 317 555 0101' },
      ],
      emails: [{ value: 'moved@example.com', type: 'work', primary: true }],
      [ENTERPRISE]: { department: 'Research', manager: { value: manager }, employeeNumber: '1906' },
    });
    expect(await world.genesys.user(id)).toMatchObject({
      name: 'Grace Brewster Hopper',
      email: 'moved@example.com',
      department: 'Research',
      manager: { id: manager },
      addresses: [{ mediaType: 'PHONE', type: 'WORK', address: '+13175550101' }],
    });
  });

  it('takes several attributes in one pathless operation, as aadOptscim062020 sends them', async () => {
    const { id } = await create('flag@example.com');
    const answer = await entra.patch(id, [
      {
        op: 'replace',
        value: {
          'name.givenName': 'Amazing Grace',
          [`${ENTERPRISE}:department`]: 'Compilers',
          title: 'Admiral',
        },
      },
    ]);
    expect(answer.body).toMatchObject({
      title: 'Admiral',
      displayName: 'Amazing Grace Hopper',
      name: { givenName: 'Amazing Grace', familyName: 'Hopper' },
      [ENTERPRISE]: { department: 'Compilers', employeeNumber: '1906' },
    });
    const left = await entra.patch(id, [{ op: 'replace', path: 'active', value: false }]);
    expect(left).toMatchObject({ status: 200, body: { active: false } });
    expect(await world.genesys.user(id)).toMatchObject({ state: 'inactive' });
  });

  it('disables with the string "False" and finds the person afterwards', async () => {
    const [, , agent] = await world.genesys.users('active');
    const answer = await entra.patch(agent.id, [{ op: 'Replace', path: 'active', value: 'False' }]);
    expect(answer).toMatchObject({ status: 200, body: { active: false } });
    expect(await world.genesys.user(agent.id)).toMatchObject({
      state: 'inactive',
      name: agent.name,
      email: agent.email,
    });
    expect((await world.genesys.inside(agent.id)).tokens).toBe(0);
    expect((await entra.find(`userName eq "${agent.email}"`)).body).toMatchObject({
      Resources: [{ id: agent.id, active: false }],
    });
  });

  it('hard-deletes later: 404 and unlisted in SCIM, alive and inactive in Genesys, revived by a new POST', async () => {
    const { id } = await create('deleted@example.com');
    const before = (await entra.get('/Users?count=0')).body.totalResults;
    await entra.patch(id, [{ op: 'Replace', path: 'active', value: 'False' }]);
    const removed = await entra.send('DELETE', `/Users/${id}`);
    expect(removed).toMatchObject({ status: 204, body: undefined });

    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', newcomer('deleted@example.com', 'x')],
      ['DELETE', undefined],
    ] as const) {
      expect((await entra.send(method, `/Users/${id}`, body)).status, method).toBe(404);
    }
    expect((await entra.find('userName eq "deleted@example.com"')).body.totalResults).toBe(0);
    const listed = await entra.get('/Users?count=200');
    expect(listed.body.Resources.map((user: { id: string }) => user.id)).not.toContain(id);
    expect(listed.body.totalResults).toBe(before - 1);
    expect(await world.genesys.user(id)).toMatchObject({
      id,
      state: 'inactive',
      email: 'deleted@example.com',
      name: 'Grace Hopper',
    });

    const revived = await entra.send('POST', '/Users', newcomer('deleted@example.com', randomUUID()));
    expect(revived).toMatchObject({ status: 201, body: { id, active: true } });
    expect(await world.genesys.user(id)).toMatchObject({ state: 'active' });
    await eventually(
      async () =>
        (await world.genesys.directRoles(id)).some((role) => role.startsWith('employee')) ? true : undefined,
      'the default role',
    );
  });

  it('grants app roles in every shape that it sends, and takes them away', async () => {
    const { id } = await create('roles@example.com');
    const roles = async () => (await world.genesys.directRoles(id)).map((role) => role.split('@')[0]);
    const before = await roles();
    const granted = (...names: string[]) => [...before, ...names].sort();
    const one = await entra.patch(id, [{ op: 'Add', path: 'roles', value: '{"value":"Supervisor"}' }]);
    expect(one).toMatchObject({ status: 200, body: { roles: [{ value: 'Supervisor' }] } });
    expect((await roles()).sort()).toEqual(granted('Supervisor'));
    const element = { value: 'Admin', type: 'WindowsAzureActiveDirectoryRole', primary: 'True' };
    await entra.patch(id, [{ op: 'Add', path: 'roles', value: [element] }]);
    expect((await roles()).sort()).toEqual(granted('Supervisor', 'Admin'));
    const { body } = await entra.get(`/Users/${id}`);
    expect(body.roles).toEqual([{ value: 'Supervisor' }, { ...element, primary: true }]);
    const gone = await entra.patch(id, [{ op: 'Remove', path: 'roles' }]);
    expect(gone.body.roles).toBeUndefined();
    expect(await roles()).toEqual(before);
  });

  it('learns the name of an app role that Genesys does not have, and nothing is written', async () => {
    const { id } = await create('norole@example.com');
    const since = await world.genesys.lastSeq();
    const answer = await entra.patch(id, [
      { op: 'Replace', path: 'title', value: 'T' },
      { op: 'Add', path: 'roles', value: [{ value: 'Wizard', primary: true }] },
    ]);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.body.detail).toContain("'Wizard'");
    const writes = (await world.genesys.journal(since)).filter(({ method }) => method !== 'GET');
    expect(writes).toEqual([]);
  });

  it('provisions a group: matches, creates, adds and removes members, renames and deletes it', async () => {
    const [a = '', b = ''] = (await world.genesys.users('active')).slice(10, 12).map(({ id }) => String(id));
    const match = (filter: string) =>
      entra.get(`/Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`);
    const inGenesys = async (id: string): Promise<string[]> => {
      const { body } = await world.genesys.send('GET', `/api/v2/groups/${id}/individuals`);
      return body.entities.map((user: { id: string }) => user.id).sort();
    };
    const patch = async (id: string, operation: unknown) => {
      const body = { schemas: [PATCH_OP], Operations: [operation] };
      expect([200, 204]).toContain((await entra.send('PATCH', `/Groups/${id}`, body)).status);
    };
    const externalId = randomUUID();
    const created = await entra.send('POST', '/Groups', {
      schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId,
      displayName: 'Entra Agents',
      meta: { resourceType: 'Group' },
    });
    expect(created).toMatchObject({ status: 201, body: { externalId, displayName: 'Entra Agents' } });
    const { id } = created.body;
    await patch(id, {
      op: 'Add',
      path: 'members',
      value: [
        { $ref: null, value: a },
        { $ref: null, value: b },
      ],
    });
    await patch(id, { op: 'Add', path: 'members', value: [{ $ref: null, value: a }] });
    expect(await inGenesys(id)).toEqual([a, b].sort());
    const read = await entra.get(`/Groups/${id}?excludedAttributes=members`);
    expect(read.body.members).toBeUndefined();
    for (const filter of [
      'displayName eq "Entra Agents"',
      `externalId eq "${externalId}"`,
      `id eq "${id}" and members eq "${a}"`,
    ]) {
      expect((await match(filter)).body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    }
    await patch(id, { op: 'Remove', path: 'members', value: [{ $ref: null, value: a }] });
    await patch(id, { op: 'Replace', path: 'displayName', value: 'Entra People' });
    expect(await inGenesys(id)).toEqual([b]);
    expect((await world.genesys.send('GET', `/api/v2/groups/${id}`)).body).toMatchObject({
      name: 'Entra People',
    });
    expect((await match(`id eq "${id}" and members eq "${a}"`)).body.totalResults).toBe(0);
    expect((await entra.send('DELETE', `/Groups/${id}`)).status).toBe(204);
    expect((await match('displayName eq "Entra People"')).body.totalResults).toBe(0);
  });

  it('never sends a Genesys DELETE of a user', async () => {
    const journal = await world.genesys.journal();
    const deletions = journal.filter(
      ({ method, path }) => method === 'DELETE' && /^\/api\/v2\/users\/[^/]+$/.test(path),
    );
    expect(journal.length).toBeGreaterThan(0);
    expect(deletions).toEqual([]);
  });
});
