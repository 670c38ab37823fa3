import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENTERPRISE, PATCH_OP, type ScimApi, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const LEAVE = [{ op: 'replace', path: 'active', value: false }];
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

describe('bad input', () => {
  let world: World;
  let scim: ScimApi;
  let id: string;

  beforeAll(async () => {
    world = await World.start();
    scim = await world.createClient('okta');
    await world.startBridge();
    id = (await world.genesys.users('active'))[0].id;
  });

  afterAll(() => world.end());

  const user = (extra: Record<string, unknown> = {}) => ({
    schemas: [USER],
    userName: 'new@example.com',
    ...extra,
  });

  it.each([
    ['malformed JSON', 'POST', '/Users', '{"userName":', {}, 400, 'invalidSyntax'],
    ['a wrong content type', 'POST', '/Users', 'a=b', { 'Content-Type': 'text/plain' }, 415, undefined],
    [
      'a body of 2 MB',
      'POST',
      '/Users',
      JSON.stringify(user({ title: 'x'.repeat(2_000_000) })),
      {},
      413,
      undefined,
    ],
    ['an unfinished filter', 'GET', '/Users?filter=userName%20eq', undefined, {}, 400, 'invalidFilter'],
    [
      'a filter on an unknown attribute',
      'GET',
      '/Users?filter=shoeSize%20eq%201',
      undefined,
      {},
      400,
      'invalidFilter',
    ],
    ['an id that is no UUID', 'GET', '/Users/nobody', undefined, {}, 404, undefined],
    ['an id that climbs', 'GET', '/Users/..%2F..%2Fauthorization', undefined, {}, 404, undefined],
    ['an unknown id', 'GET', `/Users/${randomUUID()}`, undefined, {}, 404, undefined],
    ['an unknown endpoint', 'GET', '/Nowhere', undefined, {}, 404, undefined],
    ['a token in the URL', 'GET', '/Users?access_token=abc', undefined, {}, 400, undefined],
    ['no userName', 'POST', '/Users', JSON.stringify({ schemas: [USER] }), {}, 400, 'invalidValue'],
    [
      'an unknown division',
      'POST',
      '/Users',
      JSON.stringify(user({ [ENTERPRISE]: { division: 'Atlantis' } })),
      {},
      400,
      'invalidValue',
    ],
  ] as const)('refuses %s', async (_name, method, path, body, headers, status, scimType) => {
    const answer = await scim.send(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ schemas: [ERROR], status: String(status) });
    expect(answer.body.scimType === scimType || scimType === undefined).toBe(true);
    expect(answer.body.detail).toEqual(expect.stringMatching(/\w+/));
  });

  it('names the unknown division and creates nobody', async () => {
    const answer = await scim.send('POST', '/Users', user({ [ENTERPRISE]: { division: 'Atlantis' } }));
    expect(answer.body.detail).toContain('Atlantis');
    expect((await scim.find('userName eq "new@example.com"')).body.totalResults).toBe(0);
  });

  it('needs an e-mail address and says how to give one', async () => {
    const answer = await scim.send('POST', '/Users', { schemas: [USER], userName: 'ghopper' });
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.body.detail).toContain('provisioning.emailDomain');
  });

  it('ignores an unknown attribute of a POST and refuses one in a PATCH path', async () => {
    const created = await scim.send('POST', '/Users', user({ favouriteColour: 'red' }));
    expect(created.status).toBe(201);
    expect(created.body.favouriteColour).toBeUndefined();
    const answer = await scim.patch(created.body.id, [{ op: 'add', path: 'favouriteColour', value: 'red' }]);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidPath' } });
  });

  it('applies no operation of a PATCH when one of them fails', async () => {
    const answer = await scim.patch(id, [
      { op: 'replace', path: 'title', value: 'Changed' },
      { op: 'replace', path: 'nonsense', value: 1 },
    ]);
    expect(answer.status).toBe(400);
    expect((await world.genesys.user(id)).title ?? '').not.toBe('Changed');
  });

  it('asks for a token, in SCIM form, before it reads a body', async () => {
    for (const authorization of ['', 'Bearer wrong', 'Basic abc']) {
      const response = await fetch(`${world.scimUrl}/Users`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/scim+json',
          ...(authorization === '' ? {} : { authorization }),
        },
        body: '{broken',
      });
      expect(response.status, authorization).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await response.json()).toMatchObject({ schemas: [ERROR], status: '401' });
    }
  });

  it('lets a read-only token read and nothing more', async () => {
    const reader = await world.createClient('auditor', 'read');
    expect((await reader.get(`/Users/${id}`)).status).toBe(200);
    const answer = await reader.send('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations: LEAVE });
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toContain('users');
  });
});
