import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '../../../src/errors.ts';
import { ENTERPRISE } from '../../scim/memory-backend.ts';
import { errorOf, GROUP, ScimServer, USER } from './harness.ts';

const server = new ScimServer();
const builtIns = { keys: Object.keys, prototype: Object.getOwnPropertyNames(Object.prototype).sort() };
beforeEach(() => server.reset());
afterEach(() => {
  expect(Object.keys).toBe(builtIns.keys);
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(builtIns.prototype);
});

describe('text from a client changes no built-in', () => {
  const names = [
    '__proto__.x',
    'constructor.keys',
    'constructor.prototype.x',
    '__proto__',
    `${ENTERPRISE}:__proto__.x`,
  ];

  it.each(names)('%s as a name in filter, attributes, sortBy and id', async (name) => {
    const text = encodeURIComponent(name);
    for (const path of [
      `/Users?filter=${text}%20eq%201`,
      `/Users?filter=${text}%20pr`,
      `/Users?attributes=${text}`,
      `/Users?excludedAttributes=${text}`,
      `/Users?sortBy=${text}`,
      `/Users/${encodeURIComponent(`x" and ${name} eq "y`)}`,
      `/Schemas/${encodeURIComponent(`x" and ${name} eq "y`)}`,
      `/Users?${text}=1`,
    ]) {
      expect((await server.get(path)).status).toBeLessThan(500);
    }
  });

  it.each(names)('%s as a key or a path in a body', async (name) => {
    const bodyWith = (value: string) => `{"schemas":["${USER}"],"userName":"p@x","${name}":${value}}`;
    expect((await server.post('/Users', bodyWith('{"x":1}'))).status).toBe(201);
    const nested = `{"schemas":["${USER}"],"userName":"q@x","name":{"${name}":{"x":1}},"${ENTERPRISE}":{"${name}":1}}`;
    expect((await server.post('/Users', nested)).status).toBe(201);
    for (const operation of [
      { op: 'add', path: name, value: 1 },
      { op: 'add', path: `emails[${name} eq 1].value`, value: 1 },
      { op: 'add', path: `emails[type eq "work"].${name}`, value: 1 },
      { op: 'add', value: JSON.parse(`{"${name}":{"x":1},"title":"t"}`) },
      { op: 'add', path: 'name', value: JSON.parse(`{"${name}":{"x":1},"givenName":"t"}`) },
    ]) {
      expect((await server.patch('/Users/u0001', [operation])).status).toBeLessThan(500);
    }
  });
});

describe('text that nothing can keep', () => {
  const texts = ['a\u0000b', '\ud800', 'x\udc00'];

  it.each(texts)('%j is refused wherever a value may stand', async (text) => {
    const operation = { op: 'add', path: `${ENTERPRISE}:department`, value: text };
    const emails = [{ value: 'a@example.com', type: text }];
    const bulk = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        {
          method: 'PATCH',
          path: '/Users/u0001',
          data: {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'add', value: { [ENTERPRISE]: { manager: { value: text } } } }],
          },
        },
      ],
    };
    for (const answer of [
      await server.post('/Users', { schemas: [USER], userName: text }),
      await server.put('/Users/u0001', { schemas: [USER], userName: 'a', emails }),
      await server.patch('/Users/u0001', [operation]),
      await server.post('/Bulk', bulk),
    ]) {
      expect(errorOf(answer)).toBe('400 invalidValue');
    }
    expect(errorOf(await server.filter(`userName eq ${JSON.stringify(text)}`))).toBe('400 invalidFilter');
  });

  it('is not a pair of surrogates', async () => {
    expect((await server.post('/Users', { schemas: [USER], userName: '\ud83d\ude00' })).status).toBe(201);
  });
});

describe('a message that quotes the client', () => {
  it('is cut where the quotation is endless', async () => {
    server.users.failure = () =>
      new BridgeError(`'${'x'.repeat(50_000)}' is wrong`, { code: 'user.bad-email', status: 400 });
    const { body } = await server.get('/Users/u0001');
    expect(body.detail.length).toBeLessThan(1_100);
  });

  it('has no half of a surrogate pair where it is cut', async () => {
    const { text } = await server.filter(`${'x'.repeat(59)}\u{1f600} pr`);
    expect(text).not.toMatch(/\\ud[89ab]/);
  });
});

describe('what Genesys Cloud refuses', () => {
  it('is said to be so, and no more', async () => {
    server.users.failure = () => new BridgeError('secret detail', { code: 'genesys.refused', status: 502 });
    const { status, body } = await server.get('/Users/u0001');
    expect([status, body.detail]).toEqual([502, expect.stringContaining('the log of the bridge')]);
  });
});

describe('work is bounded', () => {
  const durationOf = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  it.each([
    ['an unterminated string of escapes', `userName eq "${'\\a'.repeat(3_000)}`],
    ['an unterminated string of newlines', `userName eq "${'\n'.repeat(1_000)}`],
    ['a conjunction of disjunctions', Array(22).fill('(title eq "a" or title eq "b")').join(' and ')],
    ['thousands of parentheses', `${'('.repeat(2_000)}title pr${')'.repeat(2_000)}`],
    ['hundreds of terms', Array(201).fill('title pr').join(' or ')],
    ['nested negations', `${'not ('.repeat(100)}title pr${')'.repeat(100)}`],
  ])('for %s', async (_title, filter) => {
    expect(await durationOf(() => server.filter(filter))).toBeLessThan(500);
  });

  it('for an overlong filter in a search', async () => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'title pr or '.repeat(80_000),
    };
    expect(await durationOf(() => server.post('/Users/.search', body))).toBeLessThan(500);
  });

  it('for a thousand changes to ten thousand members', async () => {
    const members = Array.from({ length: 10_000 }, (_, index) => ({ value: `m${index}`, type: 'User' }));
    server.groups.resources.set('big', { id: 'big', meta: {}, attributes: { displayName: 'Big', members } });
    const operations = Array.from({ length: 1_000 }, (_, index) =>
      index % 2 === 0
        ? { op: 'remove', path: `members[value eq "m${index}"]` }
        : { op: 'add', path: 'members', value: [{ value: `new${index}` }] },
    );
    const duration = await durationOf(() =>
      server.patch('/Groups/big?excludedAttributes=members', operations),
    );
    expect(server.groups.attributesOf('big').members).toHaveLength(10_000);
    expect(duration).toBeLessThan(500);
  });

  it('for a new group of ten thousand members', async () => {
    const members = Array.from({ length: 10_000 }, (_, index) => ({ value: `m${index}` }));
    const body = { schemas: [GROUP], displayName: 'Big', members };
    expect(await durationOf(() => server.post('/Groups?attributes=id', body))).toBeLessThan(500);
  });
});
