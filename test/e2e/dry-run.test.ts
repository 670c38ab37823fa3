/** A client on trial: everything is answered as if it had been done, and nothing is. */

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, makeFolder, removeFolder } from './harness/processes.ts';
import { ENTERPRISE, type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

let folder: string;
let world: World;
let trial: ScimApi;
let real: ScimApi;
let admin: Awaited<ReturnType<World['createAdmin']>>;
let since = 0;

/** Writes that Genesys has seen since the test began. */
async function writes(): Promise<string[]> {
  const entries = await world.genesys.journal(since);
  return entries
    .filter(({ client, method, path }) => {
      return client === 'bridge' && method !== 'GET' && !path.endsWith('/search') && path !== '/oauth/token';
    })
    .map(({ method, path }) => `${method} ${path}`);
}

/** The plan of the last rehearsed write. */
async function lastPlan() {
  const { entries } = (await admin.get('/audit?limit=50')).body;
  return entries.find(({ actor }: { actor: string }) => actor === 'trial');
}

beforeAll(async () => {
  folder = await makeFolder();
  const config = `${folder}/policy.yaml`;
  writeFileSync(config, 'clients: { trial: { dryRun: true } }\nprovisioning: { emailDomain: example.com }\n');
  world = await World.start({ env: { BRIDGE_CONFIG: config } });
  trial = await world.createClient('trial');
  real = await world.createClient('real');
  admin = await world.createAdmin();
  await world.startBridge();
});

beforeEach(async () => {
  since = await world.genesys.lastSeq();
});

afterAll(async () => {
  await world.end();
  await removeFolder(folder);
});

describe('a dry run', () => {
  it('answers a creation, plans it, and creates nobody', async () => {
    const { status, body } = await trial.send('POST', '/Users', {
      schemas: [USER],
      userName: 'new@example.com',
      name: { givenName: 'New', familyName: 'Comer' },
      title: 'Agent',
      password: 'correct horse 1',
      externalId: 'ext-1',
      [ENTERPRISE]: { employeeNumber: '7' },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: expect.any(String), userName: 'new@example.com', active: true });
    expect(body).not.toHaveProperty('password');
    const { action, detail } = await lastPlan();
    expect(action).toBe('user.rehearsed');
    expect(detail.calls).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^POST \/users \(.*email.*\)$/),
        expect.stringMatching(/^PATCH \/users\/[0-9a-f-]{36} \(.*employerInfo.*\)$/),
        expect.stringMatching(/^POST \/users\/[0-9a-f-]{36}\/externalid /),
        expect.stringMatching(/^POST \/users\/[0-9a-f-]{36}\/password /),
      ]),
    );
    expect(JSON.stringify(detail)).not.toMatch(/correct horse|new@example/);
    expect(await writes()).toEqual([]);
    expect((await trial.find('userName eq "new@example.com"')).body.totalResults).toBe(0);
    expect((await trial.get(`/Users/${body.id}`)).status).toBe(404);
  });

  it('answers a change as asked and changes nothing', async () => {
    const [person] = await world.genesys.users('active', 1);
    const answer = await trial.patch(person.id, [{ op: 'replace', path: 'title', value: 'Director' }]);
    expect(answer).toMatchObject({ status: 200, body: { id: person.id, title: 'Director' } });
    expect((await lastPlan()).detail).toMatchObject({
      operation: 'update',
      calls: [expect.stringMatching(/^PATCH \/users\/.* \(.*title.*\)$/)],
      journeys: [],
    });
    expect(await writes()).toEqual([]);
    expect((await trial.get(`/Users/${person.id}`)).body.title).not.toBe('Director');
  });

  it.each(['PATCH', 'DELETE'])('plans the journey of a leaver by %s and locks nobody out', async (method) => {
    const [person] = await world.genesys.users('active', 1);
    const answer =
      method === 'DELETE'
        ? await trial.send('DELETE', `/Users/${person.id}`)
        : await trial.patch(person.id, [{ op: 'replace', path: 'active', value: false }]);
    expect(answer.status).toBe(method === 'DELETE' ? 204 : 200);
    if (method === 'PATCH') expect(answer.body.active).toBe(false);
    const { subject, detail } = await lastPlan();
    expect(subject).toBe(person.id);
    const [journey] = detail.journeys;
    expect(journey.kind).toBe(method === 'DELETE' ? 'delete' : 'deactivate');
    expect(journey.steps.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['snapshot', 'state', 'tokens', 'queues', 'verification']),
    );
    expect(await writes()).toEqual([]);
    expect((await world.genesys.user(person.id)).state).toBe('active');
    expect((await trial.get(`/Users/${person.id}`)).body.active).toBe(true);
    expect(await admin.latestStatus(person.id)).toBeUndefined();
  });

  it('refuses what would be refused', async () => {
    const [person] = await world.genesys.users('active', 1);
    const taken = await trial.send('POST', '/Users', { schemas: [USER], userName: person.email });
    expect(taken).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    const unknown = await trial.send('POST', '/Users', {
      schemas: [USER],
      userName: 'else@example.com',
      roles: [{ value: 'No Such Role' }],
    });
    expect(unknown).toMatchObject({ status: 400, body: { detail: expect.stringContaining('No Such Role') } });
    expect(await writes()).toEqual([]);
  });

  it('plans the return of somebody whom another client removed', async () => {
    const person = (await world.genesys.users('active', 5))[4];
    expect((await real.send('DELETE', `/Users/${person.id}`)).status).toBe(204);
    const released = async () => ((await admin.latestStatus(person.id)) === 'complete' ? true : undefined);
    await eventually(released, 'the release');
    since = await world.genesys.lastSeq();
    const { status, body } = await trial.send('POST', '/Users', { schemas: [USER], userName: person.email });
    expect(status).toBe(201);
    expect(body.id).toBe(person.id);
    const { detail } = await lastPlan();
    expect(detail.journeys).toMatchObject([{ kind: 'revive' }]);
    expect(await writes()).toEqual([]);
    expect((await world.genesys.user(person.id)).state).toBe('inactive');
    expect((await real.get(`/Users/${person.id}`)).status).toBe(404);
  });

  it('answers a group and its members and writes neither', async () => {
    const people = await world.genesys.users('active', 3);
    const members = people.map(({ id }) => ({ value: id }));
    const { status, body } = await trial.send('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'On trial',
      members,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ displayName: 'On trial' });
    const { action, detail } = await lastPlan();
    expect(action).toBe('group.rehearsed');
    expect(detail.calls).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^POST \/groups \(/),
        expect.stringMatching(/^POST \/groups\/[0-9a-f-]{36}\/members \(/),
      ]),
    );
    expect(await writes()).toEqual([]);
    const found = await trial.get('/Groups?filter=displayName%20eq%20%22On%20trial%22');
    expect(found.body.totalResults).toBe(0);
  });

  it('leaves other clients alone', async () => {
    const [person] = await world.genesys.users('active', 1);
    await real.patch(person.id, [{ op: 'replace', path: 'title', value: 'Really' }]);
    expect((await world.genesys.user(person.id)).title).toBe('Really');
  });
});
