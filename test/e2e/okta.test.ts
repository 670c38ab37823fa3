import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi } from './harness/admin-api.ts';
import { ENGINES } from './harness/databases.ts';
import { eventually } from './harness/processes.ts';
import { GROUP, OFFBOARDING, PATCH_OP, type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const OKTA_HEADERS = {
  'User-Agent': 'Okta SCIM Client 1.0.0',
  Accept: 'application/scim+json',
  'Accept-Charset': 'utf-8',
  'Content-Type': 'application/scim+json; charset=utf-8',
};

const newcomer = (userName: string, externalId: string) => ({
  schemas: [USER],
  userName,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: 'Ada Lovelace',
  locale: 'en-US',
  externalId,
  groups: [],
  password: 'Aa1!placeholder',
  active: true,
});

describe.each(ENGINES)('Okta on %s', (engine) => {
  let world: World;
  let okta: ScimApi;
  let admin: AdminApi;

  beforeAll(async () => {
    world = await World.start({ engine });
    okta = (await world.createClient('okta')).as(OKTA_HEADERS);
    admin = await world.createAdmin();
    await world.startBridge();
  });

  afterAll(() => world.end());

  const released = (id: string) =>
    eventually(async () => {
      const progress = await okta.progress(id);
      return progress.status === 'complete' ? progress : undefined;
    }, 'the release');

  /** Somebody of the organisation who holds queues, roles, station and tokens. */
  const agent = async (position: number) => {
    const users = await world.genesys.users('active');
    const user = users[position];
    if (user === undefined) throw new Error('too few users');
    return user;
  };

  it('passes the connection test', async () => {
    const answer = await okta.get('/Users?startIndex=1&count=2');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/scim+json');
    expect(answer.body).toMatchObject({ startIndex: 1, itemsPerPage: 2 });
    expect(answer.body.totalResults).toBeGreaterThan(2);
    expect((await okta.get('/Groups?startIndex=1&count=100')).status).toBe(200);
  });

  it('creates after an empty existence check and finds the person at once', async () => {
    const userName = 'ada@example.com';
    expect((await okta.find(`userName eq "${userName}"`)).body.totalResults).toBe(0);
    const created = await okta.send('POST', '/Users', newcomer(userName, '00u1'));
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`${world.scimUrl}/Users/${created.body.id}`);
    expect(created.body).toMatchObject({ userName, externalId: '00u1', active: true, locale: 'en-US' });
    expect(created.body.password).toBeUndefined();
    expect(await world.genesys.user(created.body.id)).toMatchObject({
      name: 'Ada Lovelace',
      email: userName,
      state: 'active',
    });
    expect(await world.genesys.externalIds(created.body.id)).toMatchObject([
      { authorityName: 'okta', externalKey: '00u1' },
    ]);
    for (const filter of [`userName eq "${userName.toUpperCase()}"`, 'externalId eq "00u1"']) {
      expect((await okta.find(filter)).body).toMatchObject({
        totalResults: 1,
        Resources: [{ id: created.body.id }],
      });
    }
    const again = await okta.send('POST', '/Users', newcomer(userName, '00u1'));
    expect(again).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect(again.body.detail).toContain(created.body.id);
  });

  it('keeps a userName that is no e-mail address', async () => {
    const body = { ...newcomer('grace@example.com', '00u2'), userName: 'ghopper' };
    const created = await okta.send('POST', '/Users', body);
    expect(created.body).toMatchObject({ userName: 'ghopper', emails: [{ value: 'grace@example.com' }] });
    expect(await world.genesys.user(created.body.id)).toMatchObject({ email: 'grace@example.com' });
    expect((await okta.find('userName eq "GHopper"')).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: created.body.id }],
    });
    expect((await okta.find('userName eq "grace@example.com"')).body.totalResults).toBe(0);
  });

  it('offboards by GET and PUT with active:false, as custom apps do', async () => {
    const before = await agent(1);
    const queues = await world.genesys.queues(before.id);
    expect(queues.length).toBeGreaterThan(0);
    expect((await world.genesys.inside(before.id)).tokens).toBeGreaterThan(0);
    const { body } = await okta.get(`/Users/${before.id}`);
    const answer = await okta.put(before.id, { ...body, active: false });
    expect(answer).toMatchObject({ status: 200, body: { id: before.id, active: false } });

    const locked = await world.genesys.user(before.id);
    expect(locked).toMatchObject({ state: 'inactive', name: before.name, email: before.email });
    expect((await world.genesys.inside(before.id)).tokens).toBe(0);

    await released(before.id);
    const left = await world.genesys.queues(before.id);
    const { steps } = await okta.progress(before.id);
    expect(steps.map((step: { name: string }) => step.name)).toEqual([
      'snapshot',
      'state',
      'tokens',
      'conversations',
      'presence',
      'queues',
      'station',
      'sessions',
      'verification',
    ]);
    expect(left.length).toBeLessThan(queues.length);
    const station = await world.genesys.station(before.id);
    expect(station.associatedStation ?? undefined).toBeUndefined();
    expect(station.defaultStation ?? undefined).toBeUndefined();
    expect((await okta.find(`userName eq "${before.email}"`)).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: before.id, active: false }],
    });
  });

  it('offboards by pathless PATCH, as catalogue apps do, and gives everything back on reactivation', async () => {
    const before = await agent(2);
    const roles = await world.genesys.directRoles(before.id);
    const queues = await world.genesys.queues(before.id);
    const station = await world.genesys.station(before.id);
    expect(roles.length).toBeGreaterThan(1);

    const left = await okta.patch(before.id, [{ op: 'replace', value: { active: false } }]);
    expect(left).toMatchObject({ status: 200, body: { active: false } });
    await released(before.id);
    expect(await world.genesys.directRoles(before.id)).toEqual([]);

    const back = await okta.patch(before.id, [{ op: 'replace', value: { active: true } }]);
    expect(back).toMatchObject({ status: 200, body: { id: before.id, active: true } });
    expect(await world.genesys.user(before.id)).toMatchObject({ state: 'active' });
    await eventually(
      async () => ((await okta.progress(before.id)).status === 'none' ? true : undefined),
      'the restoration',
    );
    expect(await world.genesys.directRoles(before.id)).toEqual(roles);
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    const held = (list: typeof queues) => list.map(({ id, joined }) => ({ id, joined })).sort(byId);
    expect(held(await world.genesys.queues(before.id))).toEqual(held(queues));
    expect((await world.genesys.station(before.id)).defaultStation?.id).toBe(station.defaultStation?.id);
  });

  it('never returns a synchronised password and refuses an unknown path', async () => {
    const { id } = await agent(3);
    const answer = await okta.patch(id, [{ op: 'replace', value: { password: 'Aa1!other-secret' } }]);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).not.toContain('other-secret');
    const refused = await okta.send('PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'shoeSize', value: 1 }],
    });
    expect(refused).toMatchObject({ status: 400, body: { scimType: 'invalidPath', status: '400' } });
  });

  it('creates the person although Genesys refuses the placeholder password, and says so in the audit', async () => {
    await world.genesys.fault({
      method: 'POST',
      path: '/api/v2/users/*/password',
      status: 400,
      code: 'invalid.password',
    });
    const created = await okta.send('POST', '/Users', newcomer('weak@example.com', '00u3'));
    expect(created.status).toBe(201);
    const audit = await admin.get(`/audit?subject=${created.body.id}`);
    expect(audit.body.entries[0]).toMatchObject({
      action: 'user.password-not-set',
      detail: { reason: expect.stringContaining('password') },
    });
    const synced = await okta.patch(created.body.id, [{ op: 'replace', value: { password: 'weak' } }]);
    expect(synced).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    await world.genesys.clearFaults();
  });

  it('pushes a group: links or creates, renames, adds, removes, replaces and unlinks it', async () => {
    const people = (await world.genesys.users('active')).slice(10, 16).map(({ id }) => String(id));
    const [a = '', b = '', c = '', d = ''] = people;
    const find = (name: string) =>
      okta.get(`/Groups?filter=${encodeURIComponent(`displayName eq "${name}"`)}&startIndex=1&count=100`);
    const inGenesys = async (id: string): Promise<string[]> => {
      const { body } = await world.genesys.send('GET', `/api/v2/groups/${id}/individuals`);
      return body.entities.map((user: { id: string }) => user.id).sort();
    };
    const patch = (id: string, Operations: readonly unknown[]) =>
      okta.send('PATCH', `/Groups/${id}`, { schemas: [PATCH_OP], Operations });
    const member = (value: string) => ({ value, display: `${value}@okta.example` });

    expect((await find('Okta Push')).body.totalResults).toBe(0);
    expect((await find('Weekend Cover')).body.totalResults).toBe(1);
    const body = { schemas: [GROUP], displayName: 'Okta Push', members: [member(a), member(b)] };
    const created = await okta.send('POST', '/Groups', body);
    expect(created.status).toBe(201);
    const { id } = created.body;
    expect(created.headers.get('location')).toBe(`${world.scimUrl}/Groups/${id}`);
    expect(await inGenesys(id)).toEqual([a, b].sort());
    expect((await find('okta push')).body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    expect((await okta.get(`/Users/${a}`)).body.groups).toContainEqual(
      expect.objectContaining({ value: id, display: 'Okta Push', type: 'direct' }),
    );

    const changed = await patch(id, [
      { op: 'replace', value: { id, displayName: 'Okta Pushed' } },
      { op: 'remove', path: `members[value eq "${a}"]` },
      { op: 'add', path: 'members', value: [member(c)] },
    ]);
    expect(changed).toMatchObject({ status: 200, body: { id, displayName: 'Okta Pushed' } });
    expect(await inGenesys(id)).toEqual([b, c].sort());
    const unknown = '00000000-0000-4000-8000-00000000000f';
    const refused = await patch(id, [{ op: 'add', path: 'members', value: [member(unknown)] }]);
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining(unknown) } });

    await patch(id, [{ op: 'replace', path: 'members', value: [member(d)] }]);
    expect(await inGenesys(id)).toEqual([d]);
    const { body: read } = await okta.get(`/Groups/${id}`);
    const put = await okta.send('PUT', `/Groups/${id}`, { ...read, members: [member(a), member(d)] });
    expect(put.status).toBe(200);
    expect(await inGenesys(id)).toEqual([a, d].sort());
    await patch(id, [{ op: 'replace', path: 'members', value: [] }]);
    expect(await inGenesys(id)).toEqual([]);

    expect((await okta.send('DELETE', `/Groups/${id}`)).status).toBe(204);
    expect((await okta.send('DELETE', `/Groups/${id}`)).status).toBe(404);
    expect((await find('Okta Pushed')).body.totalResults).toBe(0);
  });

  it('shows the offboarding extension only on request, and always with a status', async () => {
    const { id } = await agent(4);
    expect((await okta.get(`/Users/${id}`)).body[OFFBOARDING]).toBeUndefined();
    expect(await okta.progress(id)).toMatchObject({ status: 'none' });
  });
});
