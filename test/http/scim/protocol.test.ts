import { Agent, createServer, request as httpRequest } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '../../../src/errors.ts';
import { BASE_URL, errorOf, ScimServer, USER, user } from './harness.ts';

const server = new ScimServer();
beforeEach(() => server.reset());

describe('HTTP', () => {
  it('asks for a token before anything else', async () => {
    const answer = await server.get('/Users', { token: false });
    expect(errorOf(answer)).toBe('401');
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(errorOf(await server.post('/Users', '{oops', { token: false }))).toBe('401');
  });

  it('refuses a token in the URL before it looks at it', async () => {
    expect(errorOf(await server.get('/Users?access_token=users', { token: false }))).toBe('400 sensitive');
    expect(errorOf(await server.get('/Users?ACCESS_TOKEN=users'))).toBe('400 sensitive');
  });

  it('refuses a token in the body', async () => {
    expect(errorOf(await server.post('/Users', user({ access_token: 'users' })))).toBe('400 invalidSyntax');
  });

  it.each([
    ['an unknown endpoint', 'GET', '/Foo', '404'],
    ['a path below a resource', 'GET', '/Users/u0001/emails', '404'],
    ['PUT on a collection', 'PUT', '/Users', '405'],
    ['DELETE on a collection', 'DELETE', '/Users', '405'],
    ['POST on a resource', 'POST', '/Users/u0001', '405'],
    ['POST on discovery', 'POST', '/Schemas', '405'],
    ['GET on a search', 'GET', '/.search', '405'],
    ['GET on a search of a type', 'GET', '/Users/.search', '405'],
    ['/Me', 'GET', '/Me', '501'],
    ['a change of /Me', 'PUT', '/Me', '501'],
    ['/Bulk', 'GET', '/Bulk', '405'],
    ['a TRACE', 'TRACE', '/Users/u0001', '405'],
    ['a malformed id', 'GET', '/Users/%ZZ', '400 invalidSyntax'],
  ])('answers %s with a SCIM error', async (_title, method, path, expected) => {
    expect(errorOf(await server.ask(method, path, method === 'GET' ? undefined : {}))).toBe(expected);
  });

  it('names the methods that are allowed', async () => {
    expect((await server.put('/Users', user())).headers.allow).toBe('GET, HEAD, POST');
    const options = await server.ask('OPTIONS', '/Users/u0001');
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, PUT, PATCH, DELETE']);
  });

  it.each([
    ['malformed JSON', '{"userName": ', {}, '400 invalidSyntax'],
    ['an array', [user()], {}, '400 invalidSyntax'],
    ['a primitive', '42', {}, '400 invalidSyntax'],
    ['no body', undefined, {}, '400 invalidSyntax'],
    ['another media type', JSON.stringify(user()), { 'Content-Type': 'text/plain' }, '415'],
    [
      'an unknown charset',
      JSON.stringify(user()),
      { 'Content-Type': 'application/json; charset=foo' },
      '415',
    ],
    ['an unknown encoding', JSON.stringify(user()), { 'Content-Encoding': 'foo' }, '415'],
    ['more than 1 MiB', user({ displayName: 'x'.repeat(1_100_000) }), {}, '413'],
    [
      '50,000 nested lists',
      `{"userName":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      {},
      '400 invalidValue',
    ],
  ])('refuses %s as a body', async (_title, body, headers, expected) => {
    expect(errorOf(await server.post('/Users', body, { headers }))).toBe(expected);
  });

  it.each(['application/json', 'application/scim+json; charset=utf-8'])('accepts %s', async (type) => {
    const answer = await server.post('/Users', user(), { headers: { 'Content-Type': type } });
    expect(answer.status).toBe(201);
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const [head, get] = [await server.ask('HEAD', '/Users/u0001'), await server.get('/Users/u0001')];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(head.headers['content-type']).toMatch(/^application\/scim\+json/);
    expect(head.headers.etag).toBe('W/"1"');
  });

  it('gives a created resource its Location', async () => {
    const { status, headers, body } = await server.post('/Users', user());
    expect([status, headers.location]).toEqual([201, `${BASE_URL}/Users/${body.id}`]);
    expect(body.meta.location).toBe(headers.location);
  });
});

describe('a body that is no JSON', () => {
  it.each([
    ['{"userName": }', 'The request body is not valid JSON'],
    ['{"password": "hunter2" x', 'The request body is not valid JSON: look at position 24'],
    ['{"password": "hunter2', 'The request body is not valid JSON: look at position 22'],
    ['{"password": ', 'The request body is not valid JSON: it ends too early'],
  ])('%j is refused with the place and without its text', async (body, detail) => {
    const answer = await server.ask('POST', '/Users', body);
    expect([errorOf(answer), answer.body.detail]).toEqual(['400 invalidSyntax', detail]);
    expect(answer.text).not.toContain('hunter2');
  });
});

describe('scopes', () => {
  it.each([
    ['users', 'GET', '/Users', 200],
    ['users', 'DELETE', '/Users/u0001', 204],
    ['users', 'GET', '/Groups', 403],
    ['groups', 'GET', '/Users', 403],
    ['groups', 'GET', '/Groups/g1', 200],
    ['read', 'GET', '/Users', 200],
    ['read', 'GET', '/Groups', 200],
    ['read', 'DELETE', '/Users/u0001', 403],
    ['admin', 'GET', '/Users/u0001', 403],
  ])('%s may %s %s: %i', async (token, method, path, status) => {
    expect((await server.ask(method, path, undefined, { token })).status).toBe(status);
  });

  it('names the scope that is missing', async () => {
    const answer = await server.patch('/Groups/g1', [], { token: 'users,read' });
    expect(errorOf(answer)).toBe('403');
    expect(answer.body.detail).toContain("'groups'");
    expect(server.groups.calls).toEqual([]);
  });
});

describe('entity tags', () => {
  it('are the versions of the resources', async () => {
    const { headers, body } = await server.get('/Users/u0001');
    expect([headers.etag, body.meta.version]).toEqual(['W/"1"', 'W/"1"']);
    expect((await server.get('/Users/u0001?attributes=userName')).headers.etag).toBe('W/"1"');
    expect((await server.get('/Users?count=1')).body.Resources[0].meta.version).toBe('W/"1"');
  });

  it('answer If-None-Match with 304', async () => {
    const answer = await server.get('/Users/u0001', { headers: { 'If-None-Match': 'W/"1"' } });
    expect([answer.status, answer.text, answer.headers.etag]).toEqual([304, '', 'W/"1"']);
  });

  it.each([
    ['W/"1"', 304],
    ['"1"', 304],
    ['*', 304],
    ['"7", W/"1"', 304],
    ['W/"2"', 200],
    ['"7","8"', 200],
    ['1', 200],
  ])('answer If-None-Match: %s with %i, to GET and HEAD alike', async (tags, status) => {
    for (const method of ['GET', 'HEAD']) {
      const headers = { 'If-None-Match': tags };
      const answer = await server.ask(method, '/Users/u0001', undefined, { headers });
      expect([answer.status, answer.headers.etag]).toEqual([status, 'W/"1"']);
      expect(answer.headers['content-type']).toBe(status === 304 ? undefined : 'application/scim+json');
    }
  });

  it('are those of the new version after a change, whatever the answer carries', async () => {
    expect((await server.post('/Users?attributes=userName', user())).headers.etag).toBe('W/"1"');
    const changed = user({ userName: 'user1@example.com' });
    expect((await server.put('/Users/u0001?excludedAttributes=meta', changed)).headers.etag).toBe('W/"2"');
    const patched = await server.patch('/Users/u0001', [{ op: 'replace', path: 'title', value: 'x' }]);
    expect([patched.headers.etag, patched.body.meta.version]).toEqual(['W/"3"', 'W/"3"']);
  });

  it('do not stop a POST, to which they do not apply', async () => {
    const headers = { 'If-None-Match': '*' };
    expect((await server.post('/Users', user(), { headers })).status).toBe(201);
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], count: 1 };
    expect((await server.post('/Users/.search', search, { headers })).status).toBe(200);
  });

  const stale = { headers: { 'If-Match': 'W/"999"' } };
  it('stop a change of a version that is gone', async () => {
    expect(errorOf(await server.put('/Users/u0001', user(), stale))).toBe('412');
    expect(errorOf(await server.patch('/Users/u0001', [{ op: 'remove', path: 'title' }], stale))).toBe('412');
    expect(errorOf(await server.delete('/Users/u0001', stale))).toBe('412');
    expect(server.users.calls.map(({ name }) => name)).toEqual(['get', 'get', 'get']);
  });

  it.each(['W/"1"', '"1"', '*', ' * ', '"7", W/"1"'])('let If-Match: %s through', async (version) => {
    const options = { headers: { 'If-Match': version } };
    const change = [{ op: 'replace', path: 'title', value: 'x' }];
    expect((await server.patch('/Users/u0001', change, options)).status).toBe(200);
    server.reset();
    const replacement = user({ userName: 'user1@example.com' });
    expect((await server.put('/Users/u0001', replacement, options)).status).toBe(200);
    server.reset();
    expect((await server.delete('/Users/u0001', options)).status).toBe(204);
  });

  it.each(['"7", "8"', '1', 'W/"11"', ''])('stop a change with If-Match: %j', async (version) => {
    const options = { headers: { 'If-Match': version } };
    expect(errorOf(await server.delete('/Users/u0001', options))).toBe('412');
    expect(server.users.resources.has('u0001')).toBe(true);
  });
});

describe('failures of a backend', () => {
  const secret = 'connect ECONNREFUSED 10.1.2.3:443 client_secret=hunter2';

  it.each([
    ['an unexpected error', () => new Error(secret), '500'],
    ['a bug', () => new TypeError(secret), '500'],
    ['an error with a status of its own', () => Object.assign(new Error(secret), { status: 422 }), '500'],
    ['what is no error', () => secret, '500'],
    ['a hidden outage', () => new BridgeError(secret, { code: 'genesys.bad-call', status: 502 }), '502'],
  ])('show nothing of %s', async (_title, failure, expected) => {
    server.users.failure = failure;
    const answers = [
      await server.get('/Users/u0001'),
      await server.get('/Users'),
      await server.post('/Users', user()),
      await server.put('/Users/u0001', user()),
      await server.patch('/Users/u0001', [{ op: 'remove', path: 'title' }]),
      await server.delete('/Users/u0001'),
    ];
    for (const answer of answers) {
      expect(errorOf(answer)).toBe(expected);
      expect(answer.text).not.toContain('hunter2');
      expect(Object.keys(answer.body).sort()).toEqual(['detail', 'schemas', 'status']);
    }
    expect(server.errors).toHaveLength(answers.length);
  });

  it('pass on throttling and outages with Retry-After in whole seconds', async () => {
    for (const status of [429, 503]) {
      const options = { code: 'genesys.unreachable' as const, status, retryAfterSeconds: 6.2, expose: true };
      server.users.failure = () => new BridgeError('Genesys is busy', options);
      const answer = await server.get('/Users/u0001');
      expect(errorOf(answer)).toBe(`${status}`);
      expect(answer.headers['retry-after']).toBe('7');
      expect(answer.body.detail).toBe('Genesys is busy');
    }
  });

  it('leave the connection usable', async () => {
    const listener = createServer(server.app).listen(0);
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = () =>
      new Promise<{ status: number | undefined; localPort: number | undefined }>((resolve, reject) => {
        httpRequest(
          { port, agent, path: '/scim/v2/Users/u0001', headers: { authorization: 'Bearer users' } },
          (response) => {
            const { localPort } = response.socket;
            response.resume().on('end', () => resolve({ status: response.statusCode, localPort }));
          },
        )
          .on('error', reject)
          .end();
      });
    server.users.failure = () => new Error('down');
    const first = await ask();
    server.users.failure = undefined;
    const second = await ask();
    agent.destroy();
    listener.close();
    expect([first.status, second.status]).toEqual([500, 200]);
    expect(second.localPort).toBe(first.localPort);
  });

  it('end the request even where telling of them fails, too', async () => {
    const deaf = new ScimServer({
      onError: () => {
        throw new Error('the disk is full');
      },
    });
    deaf.users.failure = () => new Error(secret);
    expect((await deaf.get('/Users/u0001')).status).toBe(500);
  });

  it('do not make a client wait beyond the deadline', async () => {
    const slow = new ScimServer({ answerWithinMs: 50 });
    slow.users.failure = () => new Promise(() => {});
    const answer = await slow.get('/Users/u0001');
    expect(errorOf(answer)).toBe('503');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(slow.users.calls[0]?.context.signal.aborted).toBe(true);
  });

  it('blame nobody for a missing authentication handler', async () => {
    const open = new ScimServer({ authenticate: (_request, _response, next) => next() });
    expect(errorOf(await open.get('/Users'))).toBe('500');
  });
});

describe('the context of a backend call', () => {
  it('holds client, request id, base URL, deadline and precondition', async () => {
    await server.patch('/Users/u0001', [{ op: 'replace', path: 'title', value: 'x' }], {
      headers: { 'If-Match': '*' },
    });
    const context = server.users.calls.at(-1)?.context;
    expect(context).toMatchObject({
      requestId: 'request-1',
      client: { name: 'test', authority: 'test', scopes: ['users', 'groups'] },
      baseUrl: BASE_URL,
      ifMatch: '*',
    });
    expect(context?.deadline).toBeGreaterThan(Date.now());
    expect(context?.signal.aborted).toBe(false);
  });

  it('keeps overlapping requests to different mounts apart', async () => {
    const other = new ScimServer({ baseUrl: () => 'https://other.example/scim' });
    let release = () => {};
    server.users.failure = () => new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    const slow = server.get('/Users/u0001');
    await expect.poll(() => server.users.calls.length).toBe(1);
    await other.get('/Users/u0001');
    expect((await other.get(`/Schemas/${USER}`)).body.meta.location).toBe(
      `https://other.example/scim/Schemas/${USER}`,
    );
    release();
    expect((await slow).body.meta.location).toBe(`${BASE_URL}/Users/u0001`);
  });
});
