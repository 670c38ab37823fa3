import { describe, expect, it } from 'vitest';
import { GenesysError } from '../../src/genesys/errors.ts';
import { createClock } from '../../src/genesys/governor/clock.ts';
import { aUser, grantToken, USER_ID } from './fake-genesys.ts';
import { CALL, connect, failureOf } from './with-genesys.ts';

describe('access token', () => {
  it('logs in once for twenty calls at once, with Basic credentials', async () => {
    const { fake, genesys } = await connect();
    await Promise.all(Array.from({ length: 20 }, () => genesys.tokens.revokeAll(USER_ID, CALL)));
    expect(fake.logins).toHaveLength(1);
    expect(fake.requests).toHaveLength(20);
    expect(fake.logins[0]).toMatchObject({
      method: 'POST',
      authorization: `Basic ${Buffer.from('client-id:canary-client-secret').toString('base64')}`,
      body: 'grant_type=client_credentials',
    });
    expect(new Set(fake.requests.map((request) => request.authorization))).toEqual(
      new Set(['Bearer token-number-1']),
    );
  });

  it('logs in again before the token expires', async () => {
    let now = Date.now();
    const { fake, genesys } = await connect(undefined, { clock: createClock(() => now) });
    fake.onLogin = (_request, index) => ({ body: { access_token: `t-${index}`, expires_in: 3600 } });
    await genesys.users.get(USER_ID, {}, CALL);
    now += (3600 - 70) * 1000;
    await genesys.users.get(USER_ID, {}, CALL);
    expect(fake.logins).toHaveLength(1);
    now += 20_000;
    await genesys.users.get(USER_ID, {}, CALL);
    expect(fake.logins).toHaveLength(2);
    expect(fake.requests[2]?.authorization).toBe('Bearer t-1');
  });

  it('goes on with a token that is still good while the log-in is out of order', async () => {
    let now = Date.now();
    const { fake, genesys } = await connect(undefined, { clock: createClock(() => now) });
    fake.onLogin = (_request, index) =>
      index === 0 ? { body: { access_token: 'first-token', expires_in: 3600 } } : { status: 503 };
    await genesys.users.get(USER_ID, {}, CALL);
    now += (3600 - 30) * 1000;
    await genesys.users.get(USER_ID, {}, CALL);
    expect(fake.requests[1]?.authorization).toBe('Bearer first-token');
  });

  it('renews a refused token once for all who hold it, also for a POST', async () => {
    const { fake, genesys } = await connect((request) =>
      request.authorization === 'Bearer token-number-1'
        ? {
            status: 401,
            body: { code: 'bad.credentials', message: 'Invalid login credentials.', status: 401 },
          }
        : { body: aUser },
    );
    const create = { name: 'A', email: 'a@example.com', divisionId: USER_ID, state: 'active' } as const;
    await Promise.all([
      ...Array.from({ length: 9 }, () => genesys.tokens.revokeAll(USER_ID, CALL)),
      genesys.users.create(create, CALL),
    ]);
    expect(fake.logins).toHaveLength(2);
    expect(fake.requests).toHaveLength(20);
  });

  it('gives up when the new token is refused too', async () => {
    const { fake, genesys } = await connect(() => ({
      status: 401,
      body: { code: 'authentication.required' },
    }));
    const error = await failureOf(genesys.users.get(USER_ID, {}, CALL));
    expect(error).toMatchObject({ code: 'genesys.credentials', status: 503, genesysStatus: 401 });
    expect(fake.logins).toHaveLength(2);
    expect(fake.requests).toHaveLength(2);
  });

  it('names cause and cure when the OAuth client is refused, and does not insist', async () => {
    const { fake, genesys } = await connect();
    fake.onLogin = () => ({
      status: 401,
      body: { error: 'invalid_client', description: 'client authentication failed' },
    });
    const error = await failureOf(genesys.users.get(USER_ID, {}, CALL));
    expect(error).toBeInstanceOf(GenesysError);
    expect(error).toMatchObject({
      code: 'genesys.credentials',
      status: 503,
      expose: false,
      genesysStatus: 401,
      genesysCode: 'invalid_client',
      operation: 'POST /oauth/token',
    });
    expect(String(error)).toMatch(/GENESYSCLOUD_OAUTHCLIENT_SECRET.*GENESYSCLOUD_REGION/);
    expect(fake.logins).toHaveLength(1);
    expect(fake.requests).toHaveLength(0);
  });

  it('takes a 400 "rate limit exceeded" for throttling and does not log in again meanwhile', async () => {
    const { fake, genesys } = await connect();
    fake.onLogin = () => ({
      status: 400,
      headers: { 'retry-after': '30' },
      body: { error: 'invalid_request', description: 'rate limit exceeded; try later' },
    });
    const soon = { ...CALL, deadline: Date.now() + 5_000 };
    const errors = [
      await failureOf(genesys.users.get(USER_ID, {}, soon)),
      await failureOf(genesys.users.get(USER_ID, {}, soon)),
    ];
    for (const error of errors) expect(error).toMatchObject({ code: 'genesys.throttled', status: 429 });
    expect(fake.logins).toHaveLength(1);
  });

  it('repeats even a POST when only the log-in failed', async () => {
    const { fake, genesys } = await connect();
    fake.onLogin = (request, index) => (index === 0 ? { status: 500 } : grantToken(request, index));
    const create = { name: 'A', email: 'a@example.com', divisionId: USER_ID, state: 'active' } as const;
    await genesys.users.create(create, CALL);
    expect(fake.logins).toHaveLength(2);
    expect(fake.requests).toHaveLength(1);
  });

  it.each([
    ['a page', '<html>welcome</html>'],
    ['nothing', undefined],
    ['no token', { expires_in: 10 }],
  ])('refuses a log-in answered with %s', async (_what, body) => {
    const { fake, genesys } = await connect();
    fake.onLogin = () => ({ body });
    const error = await failureOf(genesys.users.get(USER_ID, {}, CALL));
    expect(error).toMatchObject({ code: 'genesys.bad-answer', status: 503 });
    expect(fake.requests).toHaveLength(0);
  });

  it('lets a caller go who aborts during the log-in, without ending it for the others', async () => {
    const { fake, genesys } = await connect();
    const gate = Promise.withResolvers<void>();
    fake.onLogin = (request, index) => ({ ...grantToken(request, index), after: gate.promise });
    const controller = new AbortController();
    const impatient = failureOf(genesys.users.get(USER_ID, {}, { ...CALL, signal: controller.signal }));
    const patient = genesys.users.get(USER_ID, {}, CALL);
    controller.abort();
    expect(await impatient).toMatchObject({ code: 'genesys.aborted' });
    gate.resolve();
    await expect(patient).resolves.toMatchObject({ id: USER_ID });
    expect(fake.logins).toHaveLength(1);
  });
});
