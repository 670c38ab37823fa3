import { generateKeyPairSync as generateRsaKeys, sign as signWith } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsSchema } from '../../../src/config/policy-clients.ts';
import type { GateOptions } from '../../../src/http/authentication-gate.ts';
import { MOST_FAILURES } from '../../../src/http/failed-attempts.ts';
import { ClientAssertions } from '../../../src/http/oauth/client-assertion.ts';
import { createTokenEndpoint } from '../../../src/http/oauth/token-endpoint.ts';
import { findAccessToken } from '../../../src/store/access-tokens.ts';
import { type AuditEntry, listAudit } from '../../../src/store/audit.ts';
import { createCredential, revokeCredential } from '../../../src/store/credentials.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { prepareDataFolder } from '../../store/prepared-folder.ts';
import { silent } from '../../store/silent.ts';
import { openGate } from '../open-gate.ts';

const ORIGIN = 'https://bridge.example.com';
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const GRANT = { grant_type: 'client_credentials' };
const rateOf = () => ({ perSecond: 50, burst: 500 });

let folder: string;
let store: Store;
let app: express.Express;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let jwksServer: Server;
let now = new Date('2026-05-01T12:00:00Z');
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-oauth-'));
  prepareDataFolder(join(folder, 'data'));
  store = await openStore({ dataFolder: join(folder, 'data'), log: silent });
  keys = await generateKeyPair('ES256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' }] });
  const jwksFile = join(folder, 'jwks.json');
  writeFileSync(jwksFile, jwks);
  jwksServer = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(jwks);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => jwksServer.once('listening', resolve));
  const address = jwksServer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clients = clientsSchema.parse({
    robot: { oauth: { jwksFile, scopes: ['users'] } },
    entra: {
      oauth: {
        jwksUrl: `http://127.0.0.1:${port}/keys`,
        issuer: 'https://login.example.com/tenant/v2.0',
        subject: 'service-principal',
        audience: 'api://bridge',
        authority: 'entra-prod',
        scopes: ['users', 'groups'],
      },
    },
    unreachable: { oauth: { jwksUrl: 'http://127.0.0.1:9/keys', scopes: ['users'] } },
  });
  const requestId = () => 'request';
  app = express();
  app.use(
    createTokenEndpoint({
      store,
      clients,
      gate: openGate(),
      rateOf,
      origin: () => ORIGIN,
      requestId,
      now: () => now,
    }),
  );
});

afterAll(async () => {
  jwksServer.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const seconds = () => Math.floor(now.getTime() / 1000);

async function sign(claims: JWTPayload, key = keys.privateKey): Promise<string> {
  return await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(key);
}

/** A new assertion of `robot`, valid for five minutes, with other claims where given. */
function newClaims(claims: JWTPayload = {}): JWTPayload {
  count += 1;
  const own = { iss: 'robot', sub: 'robot', aud: `${ORIGIN}/oauth2/token`, jti: `assertion-${count}` };
  return { ...own, iat: seconds(), exp: seconds() + 300, ...claims };
}

const ask = (form: Record<string, string | string[]>) =>
  request(app).post('/oauth2/token').type('form').send(form);

const askWith = (assertion: string, more: Record<string, string> = {}) =>
  ask({ ...GRANT, client_assertion_type: JWT_BEARER, client_assertion: assertion, scope: 'scim', ...more });

describe('a form that cannot be read', () => {
  it('is the fault of the client', async () => {
    const spoilt = await request(app)
      .post('/oauth2/token')
      .type('form')
      .set('Content-Encoding', 'gzip')
      .send('grant_type=client_credentials');
    expect([spoilt.status, spoilt.body.error]).toEqual([400, 'invalid_request']);
  });

  it('holds a character that no name and no secret has', async () => {
    const { status, body } = await ask({ ...GRANT, client_id: 'a\u0000b', client_secret: 'x' });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    const basic = Buffer.from('a%00b:secret').toString('base64');
    const header = request(app).post('/oauth2/token').type('form').set('Authorization', `Basic ${basic}`);
    expect((await header.send(GRANT)).body.error).toBe('invalid_client');
  });
});

describe('the token endpoint', () => {
  it('is described as RFC 8414 says', async () => {
    const { body } = await request(app).get('/.well-known/oauth-authorization-server').expect(200);
    expect(body).toMatchObject({
      issuer: ORIGIN,
      token_endpoint: `${ORIGIN}/oauth2/token`,
      scopes_supported: ['scim'],
      token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt']),
    });
  });

  it.each(['basic', 'post'])('takes a secret by %s and issues a token that ends with it', async (method) => {
    const { token: secret, id } = await createCredential(store.db, {
      client: 'okta',
      scopes: ['users'],
      now,
    });
    const asked =
      method === 'basic'
        ? ask(GRANT).auth('okta', secret)
        : ask({ ...GRANT, client_id: 'okta', client_secret: secret });
    const { body, headers } = await asked.expect(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'scim',
    });
    expect(headers['cache-control']).toBe('no-store');
    const find = (at: Date) => findAccessToken(store.db, body.access_token, at);
    expect(await find(now)).toEqual({ name: 'okta', authority: 'okta', scopes: ['users'], credentialId: id });
    expect(await find(new Date(now.getTime() + 901_000))).toBeUndefined();
    await revokeCredential(store.db, id, now);
    expect(await find(now)).toBeUndefined();
  });

  it('issues a token for an assertion, once, and writes it down', async () => {
    const assertion = await sign(newClaims());
    const { body } = await askWith(assertion).expect(200);
    const client = await findAccessToken(store.db, body.access_token, now);
    expect(client).toMatchObject({ name: 'robot', scopes: ['users'] });
    const [entry] = await listAudit(store.db, { limit: 1 });
    expect(entry).toMatchObject({ actor: 'robot', action: 'token.issued', detail: { by: 'assertion' } });
    const again = await askWith(assertion).expect(401);
    expect(again.body.error_description).toMatch(/used before/);
  });

  it('takes a workload identity with keys by URL, under its own authority', async () => {
    const issuer = 'https://login.example.com/tenant/v2.0';
    const claims = { iss: issuer, sub: 'service-principal', aud: 'api://bridge', exp: seconds() + 3_600 };
    const { body } = await askWith(await sign(newClaims(claims))).expect(200);
    expect(await findAccessToken(store.db, body.access_token, now)).toEqual({
      name: 'entra',
      authority: 'entra-prod',
      scopes: ['users', 'groups'],
    });
  });

  it('remembers an assertion as long as a clock that is behind would take it', async () => {
    const assertion = await sign(newClaims({ exp: seconds() + 10 }));
    now = new Date(now.getTime() + 20_000);
    await askWith(assertion).expect(200);
    const again = await askWith(assertion).expect(401);
    expect(again.body.error_description).toMatch(/used before/);
  });

  it('issues tokens that end with a secret whose time is over', async () => {
    const expiresAt = new Date(now.getTime() + 60_000);
    const scopes = ['users'];
    const { token } = await createCredential(store.db, { client: 'minute', scopes, now, expiresAt });
    const { body } = await ask(GRANT).auth('minute', token).expect(200);
    expect(await findAccessToken(store.db, body.access_token, now)).toBeDefined();
    expect(await findAccessToken(store.db, body.access_token, expiresAt)).toBeUndefined();
  });

  it('takes an assertion without jti once', async () => {
    const assertion = await sign({ iss: 'robot', sub: 'robot', aud: ORIGIN, exp: seconds() + 60 });
    await askWith(assertion).expect(200);
    await askWith(assertion).expect(401);
  });
});

describe('an assertion is taken', () => {
  it.each(['JWT', 'jwt', 'application/JWT', 'client-authentication+jwt', undefined])(
    'that calls itself %s',
    async (typ) => {
      const header = { alg: 'ES256', kid: 'k1', ...(typ === undefined ? {} : { typ }) };
      await askWith(await new SignJWT(newClaims()).setProtectedHeader(header).sign(keys.privateKey)).expect(
        200,
      );
    },
  );
});

describe('an assertion is refused', () => {
  it.each([
    ['another issuer', { iss: 'else' }, /issuer and subject/],
    ['another subject', { sub: 'else' }, /issuer and subject/],
    ['another audience', { aud: 'https://else.example.com' }, /'aud'/],
    ['one that has expired', { exp: 1_000_000 }, /expired/],
    ['one not valid yet', { nbf: 4_000_000_000 }, /'nbf'/],
    ['one that lives for days', { exp: 4_000_000_000 }, /longer than an hour/],
  ])('for %s', async (_what, claims, description) => {
    const { body } = await askWith(await sign(newClaims(claims))).expect(401);
    expect(body.error).toBe('invalid_client');
    expect(body.error_description).toMatch(description);
  });

  it('with a signature of somebody else', async () => {
    const other = await generateKeyPair('ES256');
    const { body } = await askWith(await sign(newClaims(), other.privateKey)).expect(401);
    expect(body.error_description).toMatch(/signature/);
  });

  it.each([
    ['none', ''],
    ['HS256', 'x'.repeat(43)],
  ])('with the algorithm %s', async (alg, signature) => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { body } = await askWith(`${encode({ alg })}.${encode(newClaims())}.${signature}`).expect(401);
    expect(body.error_description).toMatch(/signature/);
  });

  it.each(['at+jwt', 'application/at+jwt', 'logout+jwt'])('that calls itself %s', async (typ) => {
    const assertion = await new SignJWT(newClaims())
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ })
      .sign(keys.privateKey);
    const { body } = await askWith(assertion).expect(401);
    expect(body.error_description).toMatch(/another kind/);
  });

  it('with a key that is too short, from a URL; from a file it ends the start', async () => {
    const short = generateRsaKeys('rsa', { modulusLength: 1_024 });
    const jwk = { ...short.publicKey.export({ format: 'jwk' }), kid: 'short', alg: 'RS256' };
    const file = join(folder, 'short.json');
    writeFileSync(file, JSON.stringify({ keys: [jwk] }));
    const oauth = { jwksFile: file, scopes: ['users'] };
    expect(() => new ClientAssertions({ robot: { oauth } }, () => now)).toThrow(/less than 2048 bits/);
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const clients = { robot: { oauth: { jwksUrl: `http://127.0.0.1:${port}`, scopes: ['users'] } } };
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${encode({ alg: 'RS256', kid: 'short' })}.${encode(newClaims())}`;
    const signature = signWith('sha256', Buffer.from(input), short.privateKey).toString('base64url');
    const verified = new ClientAssertions(clients, () => now).verify(`${input}.${signature}`, undefined, [
      ORIGIN,
    ]);
    await expect(verified).rejects.toThrow(/less than 2048 bits/);
    server.close();
  });

  it('when its keys cannot be fetched, saying so', async () => {
    const assertion = await sign(newClaims({ iss: 'unreachable', sub: 'unreachable' }));
    const { body } = await askWith(assertion).expect(401);
    expect(body.error_description).toMatch(/cannot be fetched/);
  });

  it('when the client_id names another client', async () => {
    await askWith(await sign(newClaims()), { client_id: 'entra' }).expect(401);
    await askWith(await sign(newClaims()), { client_id: 'robot' }).expect(200);
  });
});

describe('a token request is refused', () => {
  it.each([
    [{}, 400, 'invalid_request'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ ...GRANT, scope: 'everything' }, 400, 'invalid_scope'],
    [GRANT, 401, 'invalid_client'],
    [{ ...GRANT, client_id: 'okta', client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ grant_type: ['client_credentials', 'client_credentials'] }, 400, 'invalid_request'],
    [{ ...GRANT, client_assertion: 'a.b.c', client_assertion_type: 'x' }, 400, 'invalid_request'],
    [{ ...GRANT, client_assertion: 'no jwt', client_assertion_type: JWT_BEARER }, 401, 'invalid_client'],
    [{ grant_type: 'x'.repeat(40_000) }, 400, 'invalid_request'],
  ])('%j with %i %s', async (form, status, error) => {
    const { body } = await ask(form).expect(status);
    expect(body).toEqual({ error, error_description: expect.any(String) });
  });

  it('for the secret of another client', async () => {
    const { token } = await createCredential(store.db, { client: 'other', scopes: ['users'], now });
    const { headers } = await ask(GRANT).auth('okta', token).expect(401);
    expect(headers['www-authenticate']).toMatch(/^Basic/);
  });

  it('for a secret whose time is over', async () => {
    const expiresAt = new Date(now.getTime() + 1_000);
    const { token } = await createCredential(store.db, {
      client: 'brief',
      scopes: ['users'],
      now,
      expiresAt,
    });
    await ask(GRANT).auth('brief', token).expect(200);
    now = new Date(now.getTime() + 2_000);
    await ask(GRANT).auth('brief', token).expect(401);
  });
});

describe('the gate in front of the token endpoint', () => {
  const noted: AuditEntry[] = [];
  const guarded = (options: Partial<GateOptions>) => {
    noted.length = 0;
    const record = async (entry: AuditEntry) => void noted.push(entry);
    const gate = openGate({ record, identify: async ({ name }) => name, ...options });
    const endpoint = { store, clients: {}, gate, rateOf, origin: () => ORIGIN, requestId: () => 'request' };
    return { gate, served: express().use(createTokenEndpoint({ ...endpoint, now: () => now })) };
  };
  const askFor = (served: express.Express, secret: string) =>
    request(served).post('/oauth2/token').type('form').auth('gated', secret).send(GRANT);

  it('audits what is refused, without the secret, and keeps those waiting who go on', async () => {
    const { gate, served } = guarded({ clock: () => 0 });
    for (let attempt = 0; attempt < MOST_FAILURES; attempt += 1) await askFor(served, 'wrong').expect(401);
    const { headers } = await askFor(served, 'wrong').expect(429);
    expect(headers['retry-after']).toBe('60');
    await gate.close();
    const detail = {
      reason: 'client-refused',
      client: 'gated',
      address: expect.stringMatching(/^(127\.|::1$)/),
    };
    expect(noted).toMatchObject([{ action: 'authentication.failed', detail }, { detail: { count: 49 } }]);
    expect(JSON.stringify(noted)).not.toContain('wrong');
  });

  it('gives no token to a client that may not call from there', async () => {
    const { token } = await createCredential(store.db, { client: 'gated', scopes: ['users'], now });
    const { served } = guarded({ clients: { gated: { addresses: ['203.0.113.0/24'] } } });
    const { body } = await askFor(served, token).expect(403);
    expect(body).toMatchObject({ error_description: expect.stringContaining('may not call from') });
    expect(body).not.toHaveProperty('access_token');
  });
});

describe('the rate of the token endpoint', () => {
  let ms = 0;
  const limited = () =>
    express().use(
      createTokenEndpoint({
        store,
        clients: clientsSchema.parse({
          robot: { oauth: { jwksFile: join(folder, 'jwks.json'), scopes: ['users'] } },
        }),
        gate: openGate(),
        rateOf: () => ({ perSecond: 0.5, burst: 1 }),
        origin: () => ORIGIN,
        requestId: () => 'request',
        now: () => now,
        clock: () => ms,
      }),
    );
  const askBySecret = (served: express.Express, client: string, secret: string) =>
    request(served).post('/oauth2/token').type('form').auth(client, secret).send(GRANT);
  const secretOf = async (client: string) =>
    (await createCredential(store.db, { client, scopes: ['users'], now })).token;

  it('holds each client to its own, with 429 and Retry-After', async () => {
    const served = limited();
    const [hasty, other] = [await secretOf('hasty'), await secretOf('other')];
    await askBySecret(served, 'hasty', hasty).expect(200);
    const { headers, body } = await askBySecret(served, 'hasty', hasty).expect(429);
    expect(headers['retry-after']).toBe('2');
    expect(body.error_description).toContain("Client 'hasty' may send 0.5 requests a second");
    await askBySecret(served, 'other', other).expect(200);
    ms += 2_000;
    await askBySecret(served, 'hasty', hasty).expect(200);
  });

  it('leaves an assertion unused that comes too soon', async () => {
    const served = limited();
    const askByAssertion = (client_assertion: string) =>
      request(served)
        .post('/oauth2/token')
        .type('form')
        .send({ ...GRANT, client_assertion_type: JWT_BEARER, client_assertion });
    await askByAssertion(await sign(newClaims())).expect(200);
    const second = await sign(newClaims());
    await askByAssertion(second).expect(429);
    ms += 2_000;
    await askByAssertion(second).expect(200);
  });

  it('is not spent by those who only know the name of a client', async () => {
    const served = limited();
    const secret = await secretOf('known');
    await askBySecret(served, 'known', 'wrong').expect(401);
    await askBySecret(served, 'known', secret).expect(200);
  });
});
