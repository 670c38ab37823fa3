import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ENTERPRISE, GENESYS, OverScim } from './over-scim.ts';

let scim: OverScim;
let skills: string[];
let languages: string[];

beforeAll(async () => {
  scim = await OverScim.open();
  skills = await scim.names('routing/skills');
  languages = await scim.names('routing/languages');
});

afterEach(() => scim.genesys.clearFaults());
afterAll(() => scim.close());

const named = (names: readonly string[], proficiency?: number) =>
  names.map((name) => ({ name, ...(proficiency === undefined ? {} : { proficiency }) }));

async function create(attributes: object = {}): Promise<string> {
  const answer = await scim.post({ userName: scim.newAddress(), ...attributes });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

describe('roles', () => {
  it('are granted on creation in the configured division and returned as sent', async () => {
    const sent = [{ value: 'supervisor', type: 'app', primary: true }];
    const answer = await scim.post({ userName: scim.newAddress(), roles: sent });
    expect(answer).toMatchObject({ status: 201, body: { roles: sent } });
    expect(await scim.roles(answer.body.id)).toEqual(['Supervisor@Home', 'employee@Home']);
    expect((await scim.get(answer.body.id)).body.roles).toEqual(sent);
  });

  it('are owned once they are sent: what is not named ends, the default role and other divisions stay', async () => {
    const id = await create({ roles: [{ value: 'Supervisor' }] });
    const { body } = await scim.genesys.send('GET', '/api/v2/authorization/divisions?pageSize=100');
    const other = body.entities.find(({ name }: { name: string }) => name !== 'Home');
    const { body: roles } = await scim.genesys.send('GET', '/api/v2/authorization/roles?name=Admin');
    const admin = roles.entities.find(({ name }: { name: string }) => name === 'Admin');
    const grants = [{ roleId: admin.id, divisionId: other.id }];
    await scim.genesys.send('POST', `/api/v2/authorization/subjects/${id}/bulkadd`, { grants });
    const answer = await scim.patch(id, { op: 'replace', path: 'roles', value: [{ value: 'User' }] });
    expect(answer.body.roles).toEqual([{ value: 'User' }]);
    expect(await scim.roles(id)).toEqual([`Admin@${other.name}`, 'User@Home', 'employee@Home']);
    await scim.patch(id, { op: 'remove', path: 'roles' });
    expect(await scim.roles(id)).toEqual([`Admin@${other.name}`, 'employee@Home']);
  });

  it('and the rest are left alone by a PUT that does not name them, and taken away by an empty list', async () => {
    const userName = scim.newAddress();
    const extension = { routingSkills: named(skills.slice(0, 2), 3), routingLanguages: named(languages, 1) };
    const id = await create({ userName, roles: [{ value: 'User' }], [GENESYS]: extension });
    const kept = await scim.put(id, { userName, title: 'T' });
    expect(kept.body).toMatchObject({ title: 'T', roles: [{ value: 'User' }], [GENESYS]: extension });
    const emptied = await scim.put(id, { userName, roles: [], [GENESYS]: { routingSkills: [] } });
    expect(emptied.body.roles).toBeUndefined();
    expect(emptied.body[GENESYS]).toEqual({ routingLanguages: extension.routingLanguages });
    expect(await scim.roles(id)).toEqual(['employee@Home']);
  });

  it('of many people are listed only when they are asked for by name', async () => {
    const id = await create({ roles: [{ value: 'User' }] });
    const since = await scim.genesys.lastSeq();
    const { body } = await scim.server.get('/Users?count=50');
    expect(body.Resources.every((user: object) => !('roles' in user))).toBe(true);
    expect((await scim.calls(since)).filter((call) => call.includes('/authorization/'))).toEqual([]);
    const userName = (await scim.get(id)).body.userName;
    const found = await scim.server.filter(`userName eq "${userName}" and roles.value eq "User"`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ roles: [{ value: 'User' }] }] });
    const asked = await scim.server.get('/Users?count=200&attributes=roles');
    expect(asked.body.Resources).toContainEqual(expect.objectContaining({ id, roles: [{ value: 'User' }] }));
    expect(await scim.server.filter('roles.value eq "User"')).toMatchObject({
      status: 400,
      body: { scimType: 'tooMany' },
    });
  });
});

describe('routing skills and languages', () => {
  it('get their proficiency; without one the present one stays, and a new one gets 0', async () => {
    const [first = '', second = ''] = skills;
    const id = await create({ [GENESYS]: { routingSkills: named([first], 4.5) } });
    const path = `${GENESYS}:routingSkills`;
    await scim.patch(id, { op: 'replace', path, value: named([first.toUpperCase(), second]) });
    expect(await scim.ratings(id, 'skills')).toEqual({ [first]: 4.5, [second]: 0 });
    await scim.patch(id, { op: 'remove', path: `${path}[name eq "${first}"]` });
    expect(await scim.ratings(id, 'skills')).toEqual({ [second]: 0 });
  });

  it('change with the fewest calls', async () => {
    const [one = '', two = '', three = ''] = languages;
    const id = await create({ [GENESYS]: { routingLanguages: named([one, two], 2) } });
    const since = await scim.genesys.lastSeq();
    const value = [...named([one], 5), ...named([three], 1)];
    await scim.patch(id, { op: 'replace', path: `${GENESYS}:routingLanguages`, value });
    expect(await scim.writes(since)).toEqual([
      'PATCH /users/*/routinglanguages/bulk',
      'DELETE /users/*/routinglanguages/*',
    ]);
    expect(await scim.ratings(id, 'languages')).toEqual({ [one]: 5, [three]: 1 });
  });

  it('in another order change nothing', async () => {
    const routingSkills = named(skills.slice(0, 3), 2);
    const userName = scim.newAddress();
    const id = await create({ userName, [GENESYS]: { routingSkills } });
    const { headers } = await scim.get(id);
    const since = await scim.genesys.lastSeq();
    const again = await scim.put(id, { userName, [GENESYS]: { routingSkills: routingSkills.toReversed() } });
    expect(await scim.writes(since)).toEqual([]);
    expect(again.headers.etag).toBe(headers.etag);
  });
});

describe('what Genesys does not know', () => {
  it.each([
    ["'Wizard'", { roles: [{ value: 'User' }, { value: 'Wizard' }] }],
    ["'Telepathy'", { [GENESYS]: { routingSkills: [{ name: 'Telepathy', proficiency: 1 }] } }],
    ["'Klingon'", { [GENESYS]: { routingLanguages: [{ name: 'Klingon' }] } }],
    ["'Atlantis'", { [ENTERPRISE]: { division: 'Atlantis' }, roles: [{ value: 'User' }] }],
    ['at most 50', { [GENESYS]: { routingSkills: named(Array.from({ length: 51 }, (_, n) => `s${n}`)) } }],
    ['from 0 to 5', { [GENESYS]: { routingSkills: [{ name: 'French', proficiency: 6 }] } }],
  ])('is a 400 that says %s, and nothing is written', async (message, attributes) => {
    const userName = scim.newAddress();
    const id = await create({ userName });
    const since = await scim.genesys.lastSeq();
    const posted = await scim.post({ userName: scim.newAddress(), title: 'T', ...attributes });
    const put = await scim.put(id, { userName, title: 'T', ...attributes });
    for (const { status, body } of [posted, put]) {
      expect({ status, body }).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
      expect(body.detail).toContain(message);
    }
    expect(await scim.writes(since)).toEqual([]);
  });
});

describe('externalIds', () => {
  const held = async (id: string) =>
    (await scim.genesys.externalIds(id)).map(
      ({ authorityName, externalKey }) => `${authorityName}:${externalKey}`,
    );

  it('are kept in Genesys under their authority, and returned when written or asked for', async () => {
    const externalIds = [{ authority: 'payroll', value: 'P-1' }];
    const userName = scim.newAddress();
    const posted = await scim.post({ userName, externalId: 'x1', [GENESYS]: { externalIds } });
    const { id } = posted.body;
    expect(posted.body[GENESYS]).toEqual({ externalIds });
    expect((await scim.get(id)).body[GENESYS]).toBeUndefined();
    expect((await scim.get(id, `?attributes=${GENESYS}:externalIds`)).body[GENESYS]).toEqual({ externalIds });
    await scim.put(id, { userName, externalId: 'x1' });
    expect(await held(id)).toEqual(expect.arrayContaining(['test:x1', 'payroll:P-1']));
    const path = `${GENESYS}:externalIds`;
    const moved = await scim.patch(id, { op: 'replace', path, value: [{ authority: 'hr', value: 'H' }] });
    expect(moved.body[GENESYS]).toEqual({ externalIds: [{ authority: 'hr', value: 'H' }] });
    expect(await held(id)).toEqual(['test:x1', 'hr:H']);
  });

  it('are refused under an authority of somebody else, and for somebody else', async () => {
    const value = [{ authority: 'badge', value: 'B-7' }];
    await create({ [GENESYS]: { externalIds: value } });
    const id = await create();
    const path = `${GENESYS}:externalIds`;
    const own = await scim.patch(id, {
      op: 'add',
      path,
      value: [{ authority: 'x-pc:scimv2:v1:1', value: '1' }],
    });
    expect(own).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(await scim.patch(id, { op: 'add', path, value })).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness' },
    });
  });
});
