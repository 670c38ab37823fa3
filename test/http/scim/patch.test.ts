import { beforeEach, describe, expect, it } from 'vitest';
import { ENTERPRISE } from '../../scim/memory-backend.ts';
import { errorOf, GROUP, ScimServer, USER, user } from './harness.ts';

const server = new ScimServer();
beforeEach(() => server.reset());

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly value?: unknown;
}

/** Patches and returns what the backend then holds. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into attributes of any shape
async function patched(id: string, ...operations: Operation[]): Promise<any> {
  const answer = await server.patch(`/Users/${id}`, operations);
  expect([answer.status, answer.body?.detail]).toEqual([200, undefined]);
  return server.users.attributesOf(id);
}

async function membersAfter(...operations: Operation[]): Promise<unknown[]> {
  const answer = await server.patch('/Groups/g1', operations);
  expect([answer.status, answer.body?.detail]).toEqual([200, undefined]);
  const members = server.groups.attributesOf('g1').members ?? [];
  // biome-ignore lint/suspicious/noExplicitAny: members are objects here
  return (members as any[]).map(({ value }) => value);
}

describe('deactivation, in every shape that is sent', () => {
  it.each<Operation>([
    { op: 'replace', path: 'active', value: false },
    { op: 'Replace', path: 'active', value: 'False' },
    { op: 'Add', path: 'Active', value: 'false' },
    { op: 'replace', value: { active: false } },
    { op: 'replace', path: null, value: { active: 'False' } },
    { op: 'replace', value: { ACTIVE: false } },
    { op: 'replace', path: `${USER}:active`, value: false },
    { op: 'replace', value: { [`${USER}:active`]: false } },
    { op: 'replace', path: USER, value: { active: false } },
    { op: 'replace', value: { id: 'u0001', meta: {}, groups: [], unknown: 1, active: false } },
  ])('%j', async (operation) => {
    expect((await patched('u0001', operation)).active).toBe(false);
  });

  it('may come under "operations"', async () => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      operations: [{ op: 'replace', value: { active: false } }],
    };
    expect((await server.ask('PATCH', '/Users/u0001', body)).body.active).toBe(false);
  });

  it.each<Operation>([
    { op: 'remove', path: 'active' },
    { op: 'replace', path: 'active', value: null },
  ])('is not %j', async (operation) => {
    expect((await patched('u0001', operation)).active).toBe(true);
    expect((await patched('u0005', operation)).active).toBe(false);
  });

  it('reaches the backend again when it is repeated', async () => {
    await patched('u0001', { op: 'replace', value: { active: false } });
    await patched('u0001', { op: 'replace', value: { active: false } });
    expect(server.users.calls.filter(({ name }) => name === 'update')).toHaveLength(2);
  });
});

describe('single values', () => {
  it.each<[Operation, object]>([
    [{ op: 'replace', path: 'userNAME', value: 'zz' }, { userName: 'zz' }],
    [
      { op: 'replace', path: 'Name.GivenName', value: 'zz' },
      { name: { givenName: 'zz', familyName: 'Family1' } },
    ],
    [{ op: 'replace', value: { DisplayName: 'zz' } }, { displayName: 'zz' }],
    [
      { op: 'replace', value: { 'name.givenName': 'zz' } },
      { name: { givenName: 'zz', familyName: 'Family1' } },
    ],
    [
      { op: 'replace', path: 'name', value: { familyName: 'zz' } },
      { name: { givenName: 'Given1', familyName: 'zz' } },
    ],
    [
      { op: 'add', value: { name: { familyName: 'zz' } } },
      { name: { givenName: 'Given1', familyName: 'zz' } },
    ],
    [{ op: 'replace', path: 'name', value: { givenName: null } }, { name: { familyName: 'Family1' } }],
    [{ op: 'replace', path: 'displayName', value: 'a "b" c' }, { displayName: 'a "b" c' }],
  ])('%j', async (operation, expected) => {
    expect(await patched('u0001', operation)).toMatchObject(expected);
  });

  it.each<Operation>([
    { op: 'remove', path: 'title' },
    { op: 'Remove', path: 'title', value: null },
    { op: 'replace', path: 'title', value: null },
    { op: 'replace', path: 'title', value: '' },
    { op: 'replace', value: { title: null } },
  ])('%j clears', async (operation) => {
    expect(await patched('u0001', operation)).not.toHaveProperty('title');
  });

  it.each(['displayName', 'emails', 'nickName', 'name'])('%s can be removed', async (path) => {
    expect(await patched('u0001', { op: 'remove', path })).not.toHaveProperty(path);
  });

  it('creates a complex value for its sub-attribute', async () => {
    const operations = [
      { op: 'remove', path: 'name' },
      { op: 'replace', path: 'name.familyName', value: 'zz' },
    ];
    expect((await patched('u0001', ...operations)).name).toEqual({ familyName: 'zz' });
  });
});

describe('extensions', () => {
  it.each<Operation>([
    { op: 'replace', value: { [`${ENTERPRISE}:department`]: 'zz' } },
    { op: 'replace', value: { [ENTERPRISE]: { department: 'zz' } } },
    { op: 'add', path: ENTERPRISE, value: { Department: 'zz' } },
    { op: 'Add', path: `${ENTERPRISE}:department`, value: 'zz' },
    { op: 'replace', path: 'department', value: 'zz' },
  ])('%j', async (operation) => {
    expect((await patched('u0001', operation))[ENTERPRISE]).toEqual({
      department: 'zz',
      employeeNumber: '1001',
    });
  });

  it('lose attributes one by one or as a whole', async () => {
    expect((await patched('u0001', { op: 'remove', path: `${ENTERPRISE}:department` }))[ENTERPRISE]).toEqual({
      employeeNumber: '1001',
    });
    expect(await patched('u0001', { op: 'remove', path: ENTERPRISE })).not.toHaveProperty([ENTERPRISE]);
  });

  it.each<Operation>([
    { op: 'add', path: `${ENTERPRISE}:manager`, value: 'u0002' },
    { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: 'u0002', displayName: 'Two' } },
    { op: 'add', path: `${ENTERPRISE}:manager.value`, value: 'u0002' },
    { op: 'replace', path: 'manager', value: 'u0002' },
  ])('take a manager as %j', async (operation) => {
    expect((await patched('u0001', operation))[ENTERPRISE].manager).toEqual({ value: 'u0002' });
  });

  it.each<Operation>([
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: '' },
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '' } },
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: null },
    { op: 'remove', path: `${ENTERPRISE}:manager` },
  ])('lose the manager by %j', async (operation) => {
    await patched('u0001', { op: 'add', path: 'manager', value: 'u0002' });
    expect((await patched('u0001', operation))[ENTERPRISE]).not.toHaveProperty('manager');
  });
});

describe('multi-valued attributes', () => {
  const work = { value: 'user3@example.com', type: 'work', primary: true };
  const home = { value: 'u3@home.net', type: 'home' };

  it.each<[Operation, object[]]>([
    [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'z@z' },
      [{ ...work, value: 'z@z' }, home],
    ],
    [
      { op: 'replace', path: 'emails[type eq "WORK"].value', value: 'z@z' },
      [{ ...work, value: 'z@z' }, home],
    ],
    [
      { op: 'replace', path: `${USER}:emails[type eq "work"].value`, value: 'z@z' },
      [{ ...work, value: 'z@z' }, home],
    ],
    [{ op: 'replace', value: { 'emails[type eq "work"].value': 'z@z' } }, [{ ...work, value: 'z@z' }, home]],
    [
      { op: 'replace', path: 'emails[type eq "home" and value co "home"].value', value: 'z@z' },
      [work, { ...home, value: 'z@z' }],
    ],
    [
      { op: 'replace', path: 'emails[value eq "u3@home.net"].value', value: 'z@z' },
      [work, { ...home, value: 'z@z' }],
    ],
    [
      { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'z@z' } },
      [work, { value: 'z@z', type: 'home' }],
    ],
    [
      { op: 'add', path: 'emails[type eq "home"]', value: { display: 'H' } },
      [work, { ...home, display: 'H' }],
    ],
    [
      { op: 'Add', path: 'emails[type eq "other"].value', value: 'o@o' },
      [work, home, { type: 'other', value: 'o@o' }],
    ],
    [
      { op: 'replace', path: 'emails[type eq "other"].value', value: 'o@o' },
      [work, home, { type: 'other', value: 'o@o' }],
    ],
    [{ op: 'replace', path: 'emails[type eq "other"].value', value: null }, [work, home]],
    [
      { op: 'add', path: 'emails', value: [{ value: 'h@h', type: 'home' }] },
      [work, home, { value: 'h@h', type: 'home' }],
    ],
    [{ op: 'add', path: 'emails', value: { value: 'h@h' } }, [work, home, { value: 'h@h' }]],
    [{ op: 'add', path: 'emails', value: [work] }, [work, home]],
    [
      { op: 'add', path: 'emails', value: [{ value: 'U3@home.net', type: 'home', primary: true }] },
      [
        { ...work, primary: false },
        { ...home, value: 'U3@home.net', primary: true },
      ],
    ],
    [
      { op: 'add', path: 'emails', value: [{ value: 'h@h', primary: true }] },
      [{ ...work, primary: false }, home, { value: 'h@h', primary: true }],
    ],
    [
      { op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' },
      [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    ],
    [{ op: 'remove', path: 'emails[value eq "u3@home.net"]' }, [work]],
    [{ op: 'remove', path: 'emails[type eq "nope"]' }, [work, home]],
    [{ op: 'remove', path: 'emails', value: [{ value: 'u3@home.net' }] }, [work]],
    [{ op: 'remove', path: 'emails', value: [{ nonsense: 1 }] }, [work, home]],
    [{ op: 'remove', path: 'emails[type eq "home"].type' }, [work, { value: 'u3@home.net' }]],
    [{ op: 'remove', path: 'emails[type eq "home"].value' }, [work]],
    [
      { op: 'replace', path: 'emails.value', value: 'z@z' },
      [
        { ...work, value: 'z@z' },
        { ...home, value: 'z@z' },
      ],
    ],
    [{ op: 'replace', path: 'emails', value: [home] }, [home]],
  ])('%j', async (operation, expected) => {
    expect((await patched('u0003', operation)).emails).toEqual(expected);
  });

  it('are created by a typed value', async () => {
    const mobile = { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '123' };
    expect((await patched('u0001', mobile)).phoneNumbers).toEqual([{ type: 'mobile', value: '123' }]);
    const address = { op: 'Add', path: 'addresses[type eq "work"].formatted', value: 'Street 1' };
    expect((await patched('u0001', address)).addresses).toEqual([{ type: 'work', formatted: 'Street 1' }]);
  });

  it.each<[Operation, object[]]>([
    [
      { op: 'Add', path: 'roles', value: '{"id":"1","value":"Admin","displayName":"Administrator"}' },
      [{ value: 'Admin' }],
    ],
    [
      { op: 'Add', path: 'roles', value: [{ value: '{"displayName":"Supervisor"}' }] },
      [{ value: 'Supervisor' }],
    ],
    [
      { op: 'replace', path: 'roles[primary eq "True"].value', value: 'Admin' },
      [{ primary: true, value: 'Admin' }],
    ],
    [{ op: 'Add', path: 'roles', value: '{not json' }, [{ value: '{not json' }]],
  ])('take roles as %j', async (operation, expected) => {
    expect((await patched('u0001', operation)).roles).toEqual(expected);
  });
});

describe('members', () => {
  const all = ['u0001', 'u0002', 'u0003'];

  it.each<[Operation, string[]]>([
    [{ op: 'remove', path: 'members[value eq "u0002"]' }, ['u0001', 'u0003']],
    [{ op: 'Remove', path: 'members', value: [{ value: 'u0002' }] }, ['u0001', 'u0003']],
    [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u0002' }] }, ['u0001', 'u0003']],
    [
      { op: 'remove', path: 'members', value: [{ value: 'u0002', display: 'Bob', type: 'Group' }] },
      ['u0001', 'u0003'],
    ],
    [{ op: 'remove', path: 'members', value: ['u0002'] }, ['u0001', 'u0003']],
    [{ op: 'remove', path: 'members', value: { value: 'u0002' } }, ['u0001', 'u0003']],
    [{ op: 'remove', path: 'members[display eq "person u0002"]' }, ['u0001', 'u0003']],
    [{ op: 'remove', path: 'members', value: [] }, all],
    [{ op: 'remove', path: 'members', value: [{ value: 'a"b' }] }, all],
    [{ op: 'remove', path: 'members' }, []],
    [{ op: 'replace', path: 'members', value: [] }, []],
    [{ op: 'replace', path: 'members', value: [{ value: 'u0009' }, { value: 'u0009' }] }, ['u0009']],
    [{ op: 'add', path: 'members', value: [{ value: 'u0009' }] }, [...all, 'u0009']],
    [{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'u0001' }] }, all],
    [{ op: 'replace', value: { schemas: [GROUP], id: 'g1', displayName: 'zz' } }, all],
  ])('%j', async (operation, expected) => {
    expect(await membersAfter(operation)).toEqual(expected);
  });

  it('change by several operations', async () => {
    expect(
      await membersAfter(
        { op: 'remove', path: 'members[value eq "u0001"]' },
        { op: 'add', path: 'members', value: [{ value: 'u0007' }] },
        { op: 'remove', path: 'members[value eq "u0003"]' },
        { op: 'add', path: 'members', value: [{ value: 'u0001' }] },
      ),
    ).toEqual(['u0002', 'u0007', 'u0001']);
  });

  it('survive a projection that leaves them out', async () => {
    const renamed = [{ op: 'replace', path: 'displayName', value: 'zz' }];
    const answer = await server.patch('/Groups/g1?excludedAttributes=members', renamed);
    expect(answer.body).not.toHaveProperty('members');
    expect(server.groups.attributesOf('g1').members).toHaveLength(3);
    expect(server.groups.calls[0]?.wanted?.has('members')).toBe(true);
  });

  it('keep what a client cannot write', async () => {
    await membersAfter({ op: 'replace', path: 'members', value: [{ value: 'u0001', display: 'Mallory' }] });
    expect(server.groups.attributesOf('g1').members).toEqual([
      { value: 'u0001', type: 'User', display: 'Person u0001' },
    ]);
  });
});

describe('refusals', () => {
  it.each<[Operation | null, string]>([
    [{ op: 'replace', path: 'id', value: 'x' }, '400 mutability'],
    [{ op: 'replace', value: { id: 'x', title: 'y' } }, '400 mutability'],
    [{ op: 'add', path: 'groups', value: [{ value: 'g1' }] }, '400 mutability'],
    [{ op: 'remove', path: 'groups[value eq "g1"]' }, '400 mutability'],
    [{ op: 'replace', path: 'meta.created', value: '2000-01-01T00:00:00Z' }, '400 mutability'],
    [{ op: 'replace', path: `${ENTERPRISE}:manager.displayName`, value: 'x' }, '400 mutability'],
    [
      {
        op: 'replace',
        path: 'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User:status',
        value: 'none',
      },
      '400 mutability',
    ],
    [
      { op: 'remove', path: 'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User' },
      '400 mutability',
    ],
    [{ op: 'replace', path: 'shoeSize', value: 1 }, '400 invalidPath'],
    [{ op: 'replace', path: 'urn:example:x', value: 1 }, '400 invalidPath'],
    [{ op: 'replace', path: 'emails[type eq "work".value', value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 'emails[type zz "work"].value', value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 'emails[type eq "work"].size', value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 'emails[type eq "work"]value', value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 'emails[0].value', value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 'name[givenName eq "x"].familyName', value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 'emails[__proto__.x eq 1].value', value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 42, value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: '.'.repeat(200_000), value: 'x' }, '400 invalidPath'],
    [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'x' } }, '400 noTarget'],
    [{ op: 'replace', path: 'emails[type ne "work"].value', value: 'x' }, '400 noTarget'],
    [{ op: 'replace', path: 'phoneNumbers.value', value: 'x' }, '400 noTarget'],
    [{ op: 'remove' }, '400 noTarget'],
    [{ path: 'title', value: 'x' }, '400 invalidSyntax'],
    [{ op: 'move', path: 'title', value: 'x' }, '400 invalidSyntax'],
    [null, '400 invalidSyntax'],
    [{ op: 'replace', path: 'title', value: true }, '400 invalidValue'],
    [{ op: 'replace', path: 'title' }, '400 invalidValue'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, '400 invalidValue'],
    [{ op: 'replace', value: 'active' }, '400 invalidValue'],
    [
      {
        op: 'replace',
        path: 'emails',
        value: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      '400 invalidValue',
    ],
  ])('%j', async (operation, expected) => {
    const before = structuredClone(server.users.attributesOf('u0001'));
    const answer = await server.patch('/Users/u0001', [
      { op: 'replace', path: 'title', value: 'first' },
      operation,
    ]);
    expect(errorOf(answer)).toBe(expected);
    expect(answer.body.detail).toContain('Operation 2');
    expect(server.users.attributesOf('u0001')).toEqual(before);
  });

  it.each<Operation>([
    { op: 'remove', path: 'userName' },
    { op: 'replace', path: 'userName', value: '' },
  ])('%j, unless a later operation sets it again', async (operation) => {
    expect(errorOf(await server.patch('/Users/u0001', [operation]))).toBe('400 mutability');
    const again = { op: 'add', path: 'userName', value: 'again' };
    expect(await patched('u0001', operation, again)).toMatchObject({ userName: 'again' });
  });

  it.each([
    ['no operations', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [] }],
    ['no schemas', { Operations: [{ op: 'remove', path: 'title' }] }],
    ['no body', undefined],
    ['an array', []],
  ])('%s', async (_title, body) => {
    expect(errorOf(await server.ask('PATCH', '/Users/u0001', body))).toBe('400 invalidSyntax');
  });

  it('a missing user', async () => {
    expect(
      errorOf(await server.patch('/Users/nope', [{ op: 'replace', path: 'active', value: false }])),
    ).toBe('404');
  });
});

it('projects the answer, never what is stored', async () => {
  const { body } = await server.patch('/Users/u0001?attributes=userName', [
    { op: 'replace', path: 'active', value: false },
  ]);
  expect(Object.keys(body).sort()).toEqual(['id', 'schemas', 'userName']);
  expect(server.users.attributesOf('u0001')).toMatchObject({
    displayName: 'User 1',
    active: false,
    title: 'Agent',
  });
});

describe('the answer to a PATCH that succeeded', () => {
  const operations = [{ op: 'replace', path: 'title', value: 'Lead' }];
  const answerWith204 = () => {
    server.settings = { ...server.settings, patchAnswer: 204 };
  };

  it('is 200 with the resource unless the client has other settings', async () => {
    const answer = await server.patch('/Users/u0001', operations);
    expect([answer.status, answer.body.title]).toEqual([200, 'Lead']);
  });

  it('is 204 without a body, with the new version, for a client that is set to it', async () => {
    answerWith204();
    const answer = await server.patch('/Users/u0001', operations);
    expect([answer.status, answer.text, answer.headers.etag]).toEqual([204, '', 'W/"2"']);
    expect(answer.headers['content-type']).toBeUndefined();
    expect(server.users.attributesOf('u0001').title).toBe('Lead');
  });

  it.each(['attributes=title', 'excludedAttributes=name'])('is 200 all the same with ?%s', async (query) => {
    answerWith204();
    const answer = await server.patch(`/Users/u0001?${query}`, operations);
    expect([answer.status, answer.body.title]).toEqual([200, 'Lead']);
  });

  it('leaves the answers to POST and PUT as they are', async () => {
    answerWith204();
    const { status } = await server.put('/Users/u0001', user({ userName: 'user1@example.com' }));
    expect([status, (await server.post('/Users', user())).status]).toEqual([200, 201]);
  });
});
