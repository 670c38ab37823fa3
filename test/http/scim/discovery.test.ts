import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../../src/http/scim/admission.ts';
import { createScimRouter } from '../../../src/http/scim/router.ts';
import { ENTERPRISE } from '../../scim/memory-backend.ts';
import { BASE_URL, errorOf, GROUP, idsOf, ScimServer, USER } from './harness.ts';

const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
const OFFBOARDING = 'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User';

const server = new ScimServer({ documentationUri: 'https://bridge.example/docs' });
const anonymous = { token: false } as const;

describe('/ServiceProviderConfig', () => {
  it('tells what the bridge can do, without a token', async () => {
    const { status, body } = await server.get('/ServiceProviderConfig', anonymous);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      documentationUri: 'https://bridge.example/docs',
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1_000, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: true },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 100,
        maxPageSize: 200,
        cursorTimeout: 600,
      },
      authenticationSchemes: [
        { type: 'oauthbearertoken', primary: true },
        { type: 'httpbasic', primary: false },
      ],
      meta: { resourceType: 'ServiceProviderConfig', location: `${BASE_URL}/ServiceProviderConfig` },
    });
    expect(body.authenticationSchemes).toHaveLength(2);
  });

  it('has one authentication scheme however many routers were built', async () => {
    new ScimServer({ documentationUri: 'https://bridge.example/docs' });
    expect((await server.get('/ServiceProviderConfig')).body.authenticationSchemes).toHaveLength(2);
  });

  it('ignores query parameters', async () => {
    expect((await server.get('/ServiceProviderConfig?attributes=patch&count=1')).body.etag.supported).toBe(
      true,
    );
  });
});

describe('/ResourceTypes', () => {
  it('lists users with their extensions, and groups', async () => {
    const { body } = await server.get('/ResourceTypes', anonymous);
    expect([body.totalResults, body.itemsPerPage, body.startIndex]).toEqual([2, 2, 1]);
    expect(body.Resources[0].schemaExtensions.map(({ schema }: { schema: string }) => schema)).toEqual([
      ENTERPRISE,
      GENESYS,
      OFFBOARDING,
    ]);
    expect(body.Resources[1].meta.location).toBe(`${BASE_URL}/ResourceTypes/Group`);
  });

  it('answers for one type by name', async () => {
    expect((await server.get('/ResourceTypes/user', anonymous)).body.endpoint).toBe('/Users');
    expect(errorOf(await server.get('/ResourceTypes/Nope'))).toBe('404');
  });
});

describe('/Schemas', () => {
  it('lists all schemas', async () => {
    const answer = await server.get('/Schemas', anonymous);
    expect(idsOf(answer).sort()).toEqual([USER, GROUP, ENTERPRISE, GENESYS, OFFBOARDING].sort());
  });

  it('publishes the files of scim-schemas/ as they are, each with its location', async () => {
    const { body } = await server.get('/Schemas', anonymous);
    const folder = join(import.meta.dirname, '../../../scim-schemas');
    const documents = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    expect([body.totalResults, body.itemsPerPage]).toEqual([documents.length, documents.length]);
    for (const document of documents) {
      const meta = { resourceType: 'Schema', location: `${BASE_URL}/Schemas/${document.id}` };
      expect(body.Resources).toContainEqual({ ...document, meta });
    }
  });

  it.each([USER, USER.toUpperCase(), ENTERPRISE, GENESYS, OFFBOARDING])('answers for %s', async (urn) => {
    const { status, body } = await server.get(`/Schemas/${urn}`, anonymous);
    expect(status).toBe(200);
    expect(body.meta.location).toBe(`${BASE_URL}/Schemas/${body.id}`);
    expect(body.attributes.length).toBeGreaterThan(0);
  });

  it('says that a password is never returned and that offboarding is returned on request', async () => {
    const user = (await server.get(`/Schemas/${USER}`)).body.attributes;
    expect(user.find(({ name }: { name: string }) => name === 'password')).toMatchObject({
      mutability: 'writeOnly',
      returned: 'never',
    });
    const offboarding = (await server.get(`/Schemas/${OFFBOARDING}`)).body.attributes;
    for (const attribute of offboarding) {
      expect(attribute).toMatchObject({ mutability: 'readOnly', returned: 'request' });
    }
  });

  it('publishes canonical values only where there are some', async () => {
    const { text } = await server.get('/Schemas');
    expect(text).toContain('"canonicalValues":["work","home","other"]');
    expect(text).not.toContain('"canonicalValues":[]');
  });

  it('takes no filter', async () => {
    expect(errorOf(await server.get('/Schemas?filter=id%20eq%20%22x%22', anonymous))).toBe('403');
  });

  it.each([
    ['application/scim+json; charset=x', '{}'],
    ['application/scim+json', '{"schemas":'],
  ])('reads no body, not even one of %s that nobody could', async (type, body) => {
    const answer = await server.ask('GET', '/Schemas', body, {
      ...anonymous,
      headers: { 'Content-Type': type },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.totalResults).toBeGreaterThan(0);
    expect(server.errors).toEqual([]);
  });

  it.each(['nope', 'x" and __proto__.x eq "y', '__proto__', 'constructor'])('has no %s', async (id) => {
    expect(errorOf(await server.get(`/Schemas/${encodeURIComponent(id)}`, anonymous))).toBe('404');
    expect(errorOf(await server.get(`/ResourceTypes/${encodeURIComponent(id)}`, anonymous))).toBe('404');
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('cannot change once it is published', () => {
    const options = {
      users: server.users,
      groups: server.groups,
      authenticate: () => {},
      baseUrl: () => BASE_URL,
      requestId: () => '',
      answerWithinMs: 1,
      admission: new Admission({ log: { warn: () => {} }, onRefused: () => {} }),
      onError: () => {},
    };
    expect(() => createScimRouter({ ...options, hiddenAttributes: ['nickName'] })).toThrow(
      'other SCIM schemas',
    );
    expect(() => createScimRouter({ ...options, hiddenAttributes: ['nickname2'] })).toThrow('nickname2');
  });
});
