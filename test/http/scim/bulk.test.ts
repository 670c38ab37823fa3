import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/backend.ts';
import { ENTERPRISE } from '../../scim/memory-backend.ts';
import { type Answer, type AskOptions, BASE_URL, errorOf, GROUP, ScimServer, user } from './harness.ts';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const server = new ScimServer();
beforeEach(() => server.reset());

function send(operations: unknown, more: object = {}, options?: AskOptions): Promise<Answer> {
  return server.post('/Bulk', { schemas: [BULK_REQUEST], Operations: operations, ...more }, options);
}

/** The results of a bulk request that is answered as a whole. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into JSON documents of any shape
async function results(operations: unknown, more?: object, options?: AskOptions): Promise<any[]> {
  const answer = await send(operations, more, options);
  expect([answer.status, answer.body?.schemas]).toEqual([
    200,
    ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
  ]);
  return answer.body.Operations;
}

async function statuses(operations: unknown, more?: object, options?: AskOptions): Promise<string[]> {
  return (await results(operations, more, options)).map(({ status }) => status);
}

function createUser(bulkId: string, attributes: object = {}): object {
  return {
    method: 'POST',
    path: '/Users',
    bulkId,
    data: user({ userName: `${bulkId}@example.com`, ...attributes }),
  };
}

function createGroup(bulkId: string, members: readonly unknown[] = []): object {
  return {
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: { schemas: [GROUP], displayName: bulkId, members: members.map((value) => ({ value })) },
  };
}

function memberIds(group: string): unknown[] {
  const [found] = [...server.groups.resources.values()].filter(
    ({ attributes }) => attributes.displayName === group,
  );
  const members = found?.attributes.members;
  return Array.isArray(members) ? members.map((member) => (member as JsonObject).value) : [];
}

function idOf(userName: string): string | undefined {
  return [...server.users.resources.values()].find(({ attributes }) => attributes.userName === userName)?.id;
}

describe('a bulk request', () => {
  it('creates, replaces, changes and deletes users and groups in one request', async () => {
    const replaced = user({ userName: 'user1@example.com', displayName: 'Replaced' });
    const answers = await results([
      createUser('ann'),
      { method: 'PUT', path: '/Users/u0001', data: replaced },
      {
        method: 'PATCH',
        path: '/Groups/g1',
        data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'displayName', value: 'Team Z' }] },
      },
      { method: 'DELETE', path: '/Users/u0003' },
    ]);
    expect(answers).toEqual([
      { method: 'POST', bulkId: 'ann', location: `${BASE_URL}/Users/n1`, version: 'W/"1"', status: '201' },
      { method: 'PUT', location: `${BASE_URL}/Users/u0001`, version: 'W/"2"', status: '200' },
      { method: 'PATCH', location: `${BASE_URL}/Groups/g1`, version: 'W/"2"', status: '200' },
      { method: 'DELETE', location: `${BASE_URL}/Users/u0003`, status: '204' },
    ]);
    expect(server.users.attributesOf('u0001').displayName).toBe('Replaced');
    expect(server.groups.attributesOf('g1').displayName).toBe('Team Z');
    expect(server.users.resources.has('u0003')).toBe(false);
  });

  it('takes the bare list of PATCH operations that the RFC shows as data', async () => {
    const data = [{ op: 'replace', path: 'title', value: 'Lead' }];
    expect(await statuses([{ method: 'patch', path: 'users/u0001', data }])).toEqual(['200']);
    expect(server.users.attributesOf('u0001').title).toBe('Lead');
  });

  it('answers a PATCH as the client is set to, and leaves the others alone', async () => {
    server.settings = { ...server.settings, patchAnswer: 204 };
    const data = [{ op: 'replace', path: 'title', value: 'Lead' }];
    expect(await statuses([{ method: 'PATCH', path: '/Users/u0001', data }, createUser('ann')])).toEqual([
      '204',
      '201',
    ]);
  });

  it('goes on after a failure, each operation by itself, in the order of the request', async () => {
    const answers = await results([
      { method: 'DELETE', path: '/Users/nope' },
      createUser('ann', { userName: 'USER1@example.com' }),
      {
        method: 'PATCH',
        path: '/Users/u0002',
        data: [
          { op: 'replace', path: 'title', value: 'Lead' },
          { op: 'replace', path: 'shoeSize', value: 44 },
        ],
      },
      { method: 'DELETE', path: '/Users/u0004' },
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['404', '409', '400', '204']);
    expect(answers[0].location).toBe(`${BASE_URL}/Users/nope`);
    expect(answers[1]).toEqual({
      method: 'POST',
      bulkId: 'ann',
      status: '409',
      response: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '409',
        scimType: 'uniqueness',
        detail: 'userName is taken',
      },
    });
    expect(answers[2].response.detail).toBe("Operation 2: 'shoeSize' is not an attribute of User");
    expect(server.users.attributesOf('u0002').title).toBe('Manager');
  });

  it.each([
    [1, ['404']],
    [2, ['404', '204', '404']],
    [9, ['404', '204', '404', '204']],
  ])('with failOnErrors %i starts nothing after so many failures', async (failOnErrors, expected) => {
    const paths = ['/Users/nope', '/Users/u0001', '/Users/nope', '/Users/u0002'];
    const operations = paths.map((path) => ({ method: 'DELETE', path }));
    expect(await statuses(operations, { failOnErrors })).toEqual(expected);
    expect(server.users.resources.has('u0002')).toBe(expected.length < 4);
  });

  it('checks the version that an operation names, not that of the request', async () => {
    const replaced = user({ userName: 'user1@example.com' });
    const operations = [
      { method: 'PUT', path: '/Users/u0001', version: 'W/"999"', data: replaced },
      { method: 'PUT', path: '/Users/u0001', version: 'W/"1"', data: replaced },
      { method: 'DELETE', path: '/Users/u0002', version: 'W/"1"' },
    ];
    const headers = { 'If-Match': 'W/"77"' };
    expect(await statuses(operations, {}, { headers })).toEqual(['412', '200', '412']);
  });

  it('changes only types that the token has the scope for', async () => {
    const operations = [createUser('ann'), { method: 'DELETE', path: '/Groups/g1' }];
    const answers = await results(operations, {}, { token: 'users,read' });
    expect(answers.map(({ status }) => status)).toEqual(['201', '403']);
    expect(answers[1].response.detail).toContain("the scope 'groups'");
    expect(errorOf(await send(operations, {}, { token: 'read' }))).toBe('403');
  });

  it('hides why the server failed, tells the log, and goes on', async () => {
    server.users.failure = () => new Error('password=hunter2');
    const answers = await results([createUser('ann'), { method: 'DELETE', path: '/Groups/g1' }]);
    expect(answers.map(({ status }) => status)).toEqual(['500', '204']);
    expect(answers[0].response.detail).toBe('Internal server error');
    expect(server.errors).toHaveLength(1);
  });

  it('starts no operation after the time for the request is over', async () => {
    const slow = new ScimServer({ answerWithinMs: 50 });
    slow.users.failure = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 100));
    const operations = [createUser('ann'), { method: 'DELETE', path: '/Users/u0001' }];
    const { body } = await slow.post('/Bulk', { schemas: [BULK_REQUEST], Operations: operations });
    expect(body.Operations.map(({ status }: { status: string }) => status)).toEqual(['201', '503']);
    expect(body.Operations[1].response.detail).toContain('send it again');
    expect(slow.users.calls).toHaveLength(1);
  });

  it('lets others have their turn between two operations', async () => {
    const operations = Array.from({ length: 1_000 }, (_, index) => createUser(`u${index}`));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    expect(await statuses(operations)).toEqual(operations.map(() => '201'));
    isDone = true;
    expect(turns).toBeGreaterThan(1_000);
  });
});

describe('references by bulkId', () => {
  it('stand for the id, whichever operation comes first', async () => {
    const answers = await results([createGroup('team', ['bulkId:ann', 'u0001']), createUser('ann')]);
    expect(answers.map(({ bulkId, status }) => [bulkId, status])).toEqual([
      ['team', '201'],
      ['ann', '201'],
    ]);
    expect(memberIds('team')).toEqual([idOf('ann@example.com'), 'u0001']);
    expect(server.groups.resources.size).toBe(3);
  });

  it('work in paths, in lists of text, and in the filter of a PATCH path', async () => {
    const operations = [
      {
        method: 'PATCH',
        path: '/Groups/bulkId:team',
        data: [
          { op: 'add', path: 'members', value: ['bulkId:bob'] },
          { op: 'remove', path: 'members[value eq "bulkId:ann"]' },
        ],
      },
      createGroup('team', ['bulkId:ann']),
      createUser('ann'),
      createUser('bob'),
      { method: 'DELETE', path: '/Users/bulkId:ann' },
    ];
    const answers = await results(operations);
    expect(answers.map(({ status }) => status)).toEqual(['200', '201', '201', '201', '204']);
    expect(answers[0].location).toBe(answers[1].location);
    expect(memberIds('team')).toEqual([idOf('bob@example.com')]);
    expect(idOf('ann@example.com')).toBeUndefined();
  });

  it('are resolved through a chain of a thousand', async () => {
    const chain = Array.from({ length: 1_000 }, (_, index) =>
      createGroup(`g${index}`, index < 999 ? [`bulkId:g${index + 1}`] : []),
    );
    expect(await statuses(chain)).toEqual(chain.map(() => '201'));
    expect(memberIds('g0')).toEqual([server.groups.resources.keys().toArray().at(-2)]);
  });

  it('may form a circle: the resources are created first and completed then', async () => {
    const operations = [
      createGroup('one', ['bulkId:two', 'u0001']),
      createGroup('two', ['bulkId:three']),
      createGroup('three', ['u0002', 'bulkId:one', 'bulkId:three']),
    ];
    const answers = await results(operations);
    expect(answers.map(({ bulkId, status }) => [bulkId, status])).toEqual([
      ['one', '201'],
      ['two', '201'],
      ['three', '201'],
    ]);
    const ids = answers.map(({ location }) => location.split('/').at(-1));
    expect(memberIds('one')).toEqual([ids[1], 'u0001']);
    expect(memberIds('two')).toEqual([ids[2]]);
    expect(memberIds('three')).toEqual(['u0002', ids[0], ids[2]]);
    const versions = answers.map(({ version }) => version);
    expect(versions).toEqual(ids.map((id) => server.groups.resources.get(id)?.meta.version));
    expect(server.groups.resources.size).toBe(5);
  });

  it('are resolved whatever refers to whatever', async () => {
    const graph = fc.integer({ min: 1, max: 9 }).chain((size) => {
      const edges = fc.uniqueArray(fc.nat(size - 1), { maxLength: size });
      return fc.array(edges, { minLength: size, maxLength: size });
    });
    await fc.assert(
      fc.asyncProperty(graph, async (edges) => {
        server.reset();
        const operations = edges.map((to, at) =>
          createGroup(
            `n${at}`,
            to.map((other) => `bulkId:n${other}`),
          ),
        );
        const answers = await results(operations);
        expect(answers.map(({ bulkId, status }) => [bulkId, status])).toEqual(
          edges.map((_, at) => [`n${at}`, '201']),
        );
        expect(server.groups.resources.size).toBe(2 + edges.length);
        const ids = answers.map(({ location }) => location.split('/').at(-1));
        for (const [at, to] of edges.entries()) {
          expect(new Set(memberIds(`n${at}`))).toEqual(new Set(to.map((other) => ids[other])));
          expect(answers[at].version).toBe(server.groups.resources.get(ids[at])?.meta.version);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('may form a circle in an extension', async () => {
    const managedBy = (bulkId: string) => ({
      [ENTERPRISE]: { department: 'x', manager: { value: `bulkId:${bulkId}` } },
    });
    expect(
      await statuses([createUser('ann', managedBy('bob')), createUser('bob', managedBy('ann'))]),
    ).toEqual(['201', '201']);
    for (const [name, manager] of [
      ['ann', 'bob'],
      ['bob', 'ann'],
    ]) {
      expect(server.users.attributesOf(String(idOf(`${name}@example.com`)))[ENTERPRISE]).toEqual({
        department: 'x',
        manager: { value: idOf(`${manager}@example.com`) },
      });
    }
  });

  it('that a required attribute holds in a circle are 409 for all in it', async () => {
    const operations = [
      { ...createGroup('one'), data: { schemas: [GROUP], displayName: 'bulkId:two' } },
      { ...createGroup('two'), data: { schemas: [GROUP], displayName: 'bulkId:one' } },
    ];
    const answers = await results(operations);
    expect(answers.map(({ status }) => status)).toEqual(['409', '409']);
    expect(answers[1].response.detail).toContain("'displayName' is required and refers to a resource");
    expect(server.groups.resources.size).toBe(2);
  });

  it('to an operation that failed fail as well, and say so', async () => {
    const answers = await results([createGroup('team', ['bulkId:ann']), createUser('ann', { userName: '' })]);
    expect(answers.map(({ status }) => status)).toEqual(['409', '400']);
    expect(answers[0].response.detail).toBe(
      "This refers to the bulkId 'ann', whose operation did not succeed",
    );
    expect(server.groups.resources.size).toBe(2);
  });

  it('to a resource of the circle that failed take back what was created', async () => {
    const taken = {
      ...createGroup('one', ['bulkId:two']),
      data: { schemas: [GROUP], displayName: 'Team A', members: [{ value: 'bulkId:two' }] },
    };
    const answers = await results([taken, createGroup('two', ['bulkId:one'])]);
    expect(answers.map(({ status }) => status)).toEqual(['409', '409']);
    expect(answers[1]).not.toHaveProperty('location');
    expect(answers[1].response.detail).toBe(
      "Not created: 'members' refers to a resource that was not created",
    );
    expect(server.groups.resources.size).toBe(2);
  });

  it('leave what another operation has built on, and say where it is', async () => {
    const refused = createUser('ann', {
      userName: 'user1@example.com',
      [ENTERPRISE]: { manager: 'bulkId:bob' },
    });
    const operations = [
      refused,
      createUser('bob', { [ENTERPRISE]: { manager: { value: 'bulkId:ann' } } }),
      createGroup('team', ['bulkId:bob']),
    ];
    const answers = await results(operations);
    expect(answers.map(({ status }) => status)).toEqual(['409', '409', '201']);
    const bob = idOf('bob@example.com');
    expect(answers[1].location).toBe(`${BASE_URL}/Users/${bob}`);
    expect(answers[1].response.detail).toContain('Created without');
    expect(memberIds('team')).toEqual([bob]);
  });

  it('take back nothing that cannot be taken back, and say where it is', async () => {
    const taken = {
      ...createGroup('one'),
      data: { schemas: [GROUP], displayName: 'Team A', members: ['bulkId:two'] },
    };
    server.groups.failure = () =>
      server.groups.calls.at(-1)?.name === 'remove' ? new Error('password=hunter2') : undefined;
    const answers = await results([taken, createGroup('two', ['bulkId:one'])]);
    expect(answers.map(({ status }) => status)).toEqual(['409', '409']);
    expect(answers[1].location).toContain('/Groups/');
    expect(server.errors).toHaveLength(1);
  });

  it('to nothing are 400 with the name', async () => {
    const [answer] = await results([createGroup('team', ['bulkId:ann'])]);
    expect([answer.status, answer.response.scimType]).toEqual(['400', 'invalidValue']);
    expect(answer.response.detail).toBe("No operation of this request creates the bulkId 'ann'");
  });

  it('are unique in the request', async () => {
    const answers = await results([createUser('ann'), createUser('ann', { userName: 'other@example.com' })]);
    expect(answers.map(({ status }) => status)).toEqual(['201', '400']);
    expect(answers[1].response.detail).toContain("bulkId 'ann'");
  });

  it('do not change prototypes', async () => {
    const data = JSON.parse(
      `{"userName":"p@example.com","__proto__":{"polluted":1},"name":{"__proto__":{"value":"bulkId:x"}}}`,
    );
    await results([{ method: 'POST', path: '/Users', bulkId: 'x', data }]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get({}, 'value')).toBeUndefined();
  });
});

describe('a malformed bulk request', () => {
  it.each([
    ['a list', [], '400 invalidSyntax'],
    ['no schemas', { Operations: [createUser('ann')] }, '400 invalidSyntax'],
    ['another message', { schemas: [PATCH_OP], Operations: [createUser('ann')] }, '400 invalidSyntax'],
    ['no operations', { schemas: [BULK_REQUEST] }, '400 invalidSyntax'],
    ['an empty list of operations', { schemas: [BULK_REQUEST], Operations: [] }, '400 invalidSyntax'],
    [
      'failOnErrors 0',
      { schemas: [BULK_REQUEST], Operations: [createUser('a')], failOnErrors: 0 },
      '400 invalidValue',
    ],
    [
      'failOnErrors as text',
      { schemas: [BULK_REQUEST], Operations: [createUser('a')], failOnErrors: '1' },
      '400 invalidValue',
    ],
    [
      '1,001 operations',
      { schemas: [BULK_REQUEST], Operations: Array.from({ length: 1_001 }, () => createUser('a')) },
      '413',
    ],
    [
      'more than 1 MiB',
      { schemas: [BULK_REQUEST], Operations: [createUser('a', { title: 'x'.repeat(1_100_000) })] },
      '413',
    ],
  ])('%s is refused as a whole', async (_, body, expected) => {
    expect(errorOf(await server.post('/Bulk', body))).toBe(expected);
    expect(server.users.calls).toEqual([]);
  });

  it.each([
    [null, '400', 'An operation must be an object'],
    [
      { method: 'GET', path: '/Users/u0001' },
      '400',
      "'method' must be POST, PUT, PATCH or DELETE, not 'GET'",
    ],
    [{ path: '/Users/u0001' }, '400', "'method' must be POST, PUT, PATCH or DELETE"],
    [{ method: 'DELETE' }, '400', "'path' must be a string"],
    [
      { method: 'DELETE', path: '/Users' },
      '400',
      "'DELETE' takes the path of a resource, such as '/Users/ID'",
    ],
    [
      { method: 'POST', path: '/Users/u0001', bulkId: 'a', data: {} },
      '400',
      "'POST' takes the path of a resource type",
    ],
    [{ method: 'POST', path: '/Users', data: user() }, '400', "'POST' needs a 'bulkId'"],
    [{ method: 'POST', path: '/Users', bulkId: 7, data: user() }, '400', "'bulkId' must be a string"],
    [{ method: 'PUT', path: '/Users/u0001' }, '400', "'PUT' needs 'data'"],
    [{ method: 'PUT', path: '/Users/u0001', data: user(), version: 1 }, '400', "'version' must be a string"],
    [{ method: 'DELETE', path: '/Machines/1' }, '404', "'/Machines/1' is not a path to operate on"],
    [{ method: 'DELETE', path: '/Users/u0001/x' }, '404', 'it must be below /Users or /Groups'],
    [{ method: 'POST', path: '/Users/.search', bulkId: 'a', data: {} }, '404', 'is not a path'],
    [{ method: 'DELETE', path: '/Users/%ZZ' }, '400', 'malformed percent-encoding'],
  ])('operation %j fails alone with %s', async (operation, status, detail) => {
    const answers = await results([operation, { method: 'DELETE', path: '/Users/u0005' }]);
    expect(answers.map((answer) => answer.status)).toEqual([status, '204']);
    expect(answers[0].response.detail).toContain(detail);
  });
});
