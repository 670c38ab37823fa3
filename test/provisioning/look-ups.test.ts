import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OverScim } from './entitlements/over-scim.ts';

let scim: OverScim;

/** Calls that a look-up makes, ids left out. */
async function callsOf(filter: string): Promise<{ calls: string[]; found: string[] }> {
  const since = await scim.genesys.lastSeq();
  const { body } = await scim.server.get(`/Users?filter=${encodeURIComponent(filter)}`);
  const calls = (await scim.genesys.journal(since))
    .filter(({ client, path }) => client === 'bridge' && path !== '/oauth/token')
    .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/g, '*')}`);
  return { calls, found: body.Resources.map(({ id }: { id: string }) => id) };
}

beforeAll(async () => {
  scim = await OverScim.open();
});

afterAll(() => scim.close());

describe('an exact look-up is one call', () => {
  it('of somebody whom only Genesys knows', async () => {
    const id = scim.nextPerson();
    const { email } = await scim.genesys.user(id);
    const search = 'POST /api/v2/users/search';
    expect(await callsOf(`userName eq "${email}"`)).toEqual({ calls: [search], found: [id] });
    expect(await callsOf(`emails.value eq "${email}"`)).toEqual({ calls: [search], found: [id] });
    expect(await callsOf(`emails[type eq "work" and value eq "${email}"]`)).toEqual({
      calls: [search],
      found: [id],
    });
    expect(await callsOf(`id eq "${id}"`)).toEqual({ calls: ['GET /api/v2/users/*'], found: [id] });
  });

  it('of somebody whom the bridge created', async () => {
    const userName = scim.newAddress();
    const { id } = (await scim.post({ userName, externalId: 'known' })).body;
    for (const filter of [`userName eq "${userName}"`, 'externalId eq "known"', `emails eq "${userName}"`]) {
      expect(await callsOf(filter)).toEqual({ calls: ['GET /api/v2/users/*'], found: [id] });
    }
  });

  it('of nobody', async () => {
    const search = ['POST /api/v2/users/search'];
    expect(await callsOf('userName eq "nobody@example.com"')).toEqual({ calls: search, found: [] });
    expect(await callsOf('userName eq "no address"')).toEqual({ calls: [], found: [] });
    const { calls } = await callsOf('externalId eq "unknown"');
    expect(calls).toHaveLength(1);
  });
});

describe('what the search says', () => {
  it('is not believed of somebody to whom the bridge has just written', async () => {
    const id = scim.nextPerson();
    const { email } = await scim.genesys.user(id);
    await scim.genesys.behave({ searchLagMs: 3_600_000 });
    await scim.patch(id, { op: 'replace', path: 'title', value: 'New title' });
    const { body } = await scim.server.get(
      `/Users?filter=userName%20eq%20%22${encodeURIComponent(email)}%22`,
    );
    await scim.genesys.behave({ searchLagMs: 0 });
    expect(body.Resources).toMatchObject([{ id, title: 'New title' }]);
  });

  it('still leaves out who is removed', async () => {
    const id = scim.nextPerson();
    const { email } = await scim.genesys.user(id);
    await scim.server.ask('DELETE', `/Users/${id}`);
    expect((await callsOf(`userName eq "${email}"`)).found).toEqual([]);
  });
});
