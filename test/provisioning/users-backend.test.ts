import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, Environment, failureOf } from '../offboarding/bridge-in-process.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let environment: Environment;
let bridge: Bridge;
let count = 0;
const free: string[] = [];

function nextPerson(): string {
  const id = free.pop();
  if (id === undefined) throw new Error('no person is left');
  return id;
}

/** An address that nobody has. */
function newAddress(): string {
  count += 1;
  return `person${count}@new.example.com`;
}

async function writesSince(seq: number): Promise<string[]> {
  const entries = await environment.genesys.journal(seq);
  return entries
    .filter(
      ({ client, method, path }) =>
        client === 'bridge' && method !== 'GET' && !/\/(search|token)$/.test(path),
    )
    .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/g, '*')}`);
}

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge({ emailDomain: 'fallback.example.com' });
  free.push(...(await environment.people(60)));
});

afterEach(async () => {
  await environment.genesys.clearFaults();
  await environment.genesys.behave({ searchLagMs: 0 });
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('userName', () => {
  it('that is no e-mail address gets one at the configured domain and is returned as sent', async () => {
    const created = await bridge.create({ userName: 'jdoe' });
    expect(created.attributes).toMatchObject({
      userName: 'jdoe',
      emails: [{ value: 'jdoe@fallback.example.com' }],
    });
    expect((await bridge.search('userName eq "JDOE"')).resources.map(({ id }) => id)).toEqual([created.id]);
  });

  it('of another person is refused with the id of the holder', async () => {
    const holder = await bridge.create({ userName: newAddress() });
    const other = await bridge.create({ userName: newAddress() });
    const refusal = await failureOf(
      bridge.change(other.id, { userName: String(holder.attributes.userName).toUpperCase() }),
    );
    expect(refusal).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
      message: expect.stringContaining(holder.id),
    });
  });

  it('of somebody known to Genesys alone is refused with the id of the holder', async () => {
    const { genesys } = environment;
    const holder = nextPerson();
    const { email } = await genesys.user(holder);
    const refusal = await failureOf(bridge.change(nextPerson(), { userName: email }));
    expect(refusal).toMatchObject({ status: 409, message: expect.stringContaining(holder) });
  });

  it('of a removed person can be taken over', async () => {
    const removed = await bridge.create({ userName: 'passed-on' });
    const heir = await bridge.create({ userName: newAddress() });
    await bridge.remove(removed.id);
    const changed = await bridge.change(heir.id, { userName: 'passed-on' });
    expect(changed.attributes.userName).toBe('passed-on');
    expect(await failureOf(bridge.get(removed.id))).toMatchObject({ status: 404 });
  });

  it.each(['wanted-by-two', 'wanted@new.example.com'])(
    '%s goes to one of two who ask at once',
    async (userName) => {
      const { genesys } = environment;
      const two = await Promise.all(
        [newAddress(), newAddress()].map((held) => bridge.create({ userName: held })),
      );
      await genesys.fault({ method: 'PATCH', path: '/api/v2/users/*', delayMs: 100 });
      const changes = { userName, title: 'Found out late' };
      const failures = await Promise.all(two.map(({ id }) => failureOf(bridge.change(id, changes))));
      expect(failures.filter((failure) => failure === undefined)).toHaveLength(1);
      expect(failures.find((failure) => failure !== undefined)).toMatchObject({ status: 409 });
      expect((await bridge.search(`userName eq "${userName}"`)).totalResults).toBe(1);
    },
  );
});

describe('an e-mail address', () => {
  it('is found at its holder in Genesys though the bridge wrote it to somebody else before', async () => {
    const { genesys } = environment;
    const address = newAddress();
    const former = await bridge.create({
      userName: 'former-holder',
      emails: [{ value: address, primary: true }],
    });
    const change = async (id: string, email: string) => {
      const { version } = await genesys.user(id);
      expect((await genesys.send('PATCH', `/api/v2/users/${id}`, { email, version })).status).toBe(200);
    };
    await change(former.id, newAddress());
    const present = nextPerson();
    await change(present, address);
    const byEmail = await bridge.search(`emails.value eq "${address}"`);
    expect(byEmail.resources.map(({ id }) => id)).toEqual([present]);
    const byName = await bridge.search(`userName eq "${address}"`);
    expect(byName.resources.map(({ id }) => id)).toEqual([present]);
    expect(await failureOf(bridge.create({ userName: address }))).toMatchObject({
      status: 409,
      message: expect.stringContaining(present),
    });
  });

  it('of somebody else keeps a removed person away: the POST is refused before it lets anybody in', async () => {
    const { genesys } = environment;
    const gone = await bridge.create({ userName: 'stays-away' });
    const holder = await bridge.create({ userName: newAddress() });
    await bridge.remove(gone.id);
    const refusal = await failureOf(
      bridge.create({
        userName: 'stays-away',
        emails: [{ value: String(holder.attributes.userName), primary: true }],
      }),
    );
    expect(refusal).toMatchObject({ status: 409, message: expect.stringContaining(holder.id) });
    expect(await genesys.user(gone.id)).toMatchObject({ state: 'inactive' });
    expect(await failureOf(bridge.get(gone.id))).toMatchObject({ status: 404 });
  });
});

describe('externalId', () => {
  it('moves from a removed person to the next', async () => {
    const { genesys } = environment;
    const removed = await bridge.create({ userName: newAddress(), externalId: 'hr-1' });
    const next = await bridge.create({ userName: newAddress() });
    await bridge.remove(removed.id);
    await bridge.change(next.id, { externalId: 'hr-1' });
    expect((await genesys.externalIds(next.id)).map(({ externalKey }) => externalKey)).toEqual(['hr-1']);
    expect(await genesys.externalIds(removed.id)).toEqual([]);
    const found = await bridge.search('externalId eq "hr-1"');
    expect(found.resources.map(({ id }) => id)).toEqual([next.id]);
  });

  it('may be the same under another authority', async () => {
    const first = await bridge.create({ userName: newAddress(), externalId: 'hr-2' });
    const second = await bridge.create(
      { userName: newAddress(), externalId: 'hr-2' },
      bridge.context(15_000, 'other'),
    );
    expect(second.id).not.toBe(first.id);
    expect((await bridge.get(second.id, 'other')).attributes.externalId).toBe('hr-2');
    expect((await bridge.get(second.id)).attributes.externalId).toBeUndefined();
  });

  it('of another person is refused with the id of the holder', async () => {
    const holder = await bridge.create({ userName: newAddress(), externalId: 'hr-3' });
    const other = await bridge.create({ userName: newAddress() });
    expect(await failureOf(bridge.change(other.id, { externalId: 'hr-3' }))).toMatchObject({
      status: 409,
      message: expect.stringContaining(holder.id),
    });
  });

  it('sent at once for two people makes one', async () => {
    const since = await environment.genesys.lastSeq();
    const failures = await Promise.all(
      [newAddress(), newAddress()].map((userName) =>
        failureOf(bridge.create({ userName, externalId: 'hr-4' })),
      ),
    );
    expect(failures.filter((failure) => failure === undefined)).toHaveLength(1);
    expect(failures.find((failure) => failure !== undefined)).toMatchObject({ status: 409 });
    expect((await writesSince(since)).filter((write) => write === 'POST /api/v2/users')).toHaveLength(1);
  });

  it('is replaced and taken away in Genesys too', async () => {
    const { genesys } = environment;
    const { id } = await bridge.create({ userName: newAddress(), externalId: 'hr-5' });
    await bridge.change(id, { externalId: 'hr-6' });
    expect((await genesys.externalIds(id)).map(({ externalKey }) => externalKey)).toEqual(['hr-6']);
    const cleared = await bridge.change(id, { externalId: undefined });
    expect(cleared.attributes.externalId).toBeUndefined();
    expect(await genesys.externalIds(id)).toEqual([]);
  });
});

describe('creation', () => {
  it('asked for twice at once makes one Genesys user', async () => {
    const userName = newAddress();
    const failures = await Promise.all([1, 2].map(() => failureOf(bridge.create({ userName }))));
    expect(failures.filter((failure) => failure === undefined)).toHaveLength(1);
    expect(failures.find((failure) => failure !== undefined)).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
    });
    expect((await bridge.search(`userName eq "${userName}"`)).totalResults).toBe(1);
  });

  it('with all attributes shows them in Genesys and in the answer', async () => {
    const { genesys } = environment;
    const manager = nextPerson();
    const userName = newAddress();
    const created = await bridge.create({
      userName,
      displayName: 'Grace Hopper',
      title: 'Rear Admiral',
      [ENTERPRISE]: {
        department: 'Navy',
        employeeNumber: '1906',
        dateHire: '1943-12-01',
        division: 'Home',
        manager: { value: manager },
        costCenter: 'C-1',
      },
    });
    expect(created.attributes).toMatchObject({
      displayName: 'Grace Hopper',
      title: 'Rear Admiral',
      [ENTERPRISE]: {
        department: 'Navy',
        employeeNumber: '1906',
        costCenter: 'C-1',
        manager: { value: manager },
      },
    });
    expect(await genesys.user(created.id, '?expand=employerInfo')).toMatchObject({
      name: 'Grace Hopper',
      email: userName,
      department: 'Navy',
      manager: { id: manager },
      employerInfo: { employeeId: '1906', dateHire: '1943-12-01' },
    });
  });

  it('as inactive locks the new person out', async () => {
    const created = await bridge.create({ userName: newAddress(), active: false });
    expect(created.attributes.active).toBe(false);
    expect(await environment.genesys.user(created.id)).toMatchObject({ state: 'inactive' });
  });

  it.each([
    ['division', { division: 'Atlantis' }, /division 'Atlantis' does not exist/],
    [
      'manager',
      { manager: { value: '00000000-0000-4000-8000-000000000000' } },
      /manager '0{8}-.* does not exist/,
    ],
  ])('with an unknown %s is refused and makes nobody', async (_what, enterprise, message) => {
    const since = await environment.genesys.lastSeq();
    const failure = await failureOf(bridge.create({ userName: newAddress(), [ENTERPRISE]: enterprise }));
    expect(failure).toMatchObject({
      status: 400,
      scimType: 'invalidValue',
      message: expect.stringMatching(message),
    });
    // Those who left in earlier tests may still lose their sessions meanwhile.
    const writes = (await writesSince(since)).filter((write) => !write.startsWith('DELETE /api/v2/tokens/'));
    expect(writes).toEqual([]);
  });
});

describe('a change', () => {
  it('of nothing writes nothing and keeps the version', async () => {
    const person = nextPerson();
    const created = await bridge.create({
      userName: newAddress(),
      name: { givenName: 'A', familyName: 'B' },
    });
    for (const id of [person, created.id]) {
      const { meta } = await bridge.get(id);
      const since = await environment.genesys.lastSeq();
      const answer = await bridge.change(id, {});
      expect(await writesSince(since)).toEqual([]);
      expect(answer.meta.version).toBe(meta.version);
    }
  });

  it('of several attributes is one write, also past a version conflict', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const before = (await genesys.user(id, '?expand=employerInfo')).employerInfo;
    const since = await genesys.lastSeq();
    const { attributes } = await bridge.get(id);
    const enterprise = { ...Object(attributes[ENTERPRISE]), department: 'R&D', employeeNumber: 'E-77' };
    await genesys.fault({
      method: 'PATCH',
      path: '/api/v2/users/*',
      status: 409,
      code: 'general.conflict',
      times: 1,
    });
    const answer = await bridge.change(id, {
      title: 'Chief',
      displayName: 'New Name',
      [ENTERPRISE]: enterprise,
    });
    expect(await writesSince(since)).toEqual(['PATCH /api/v2/users/*', 'PATCH /api/v2/users/*']);
    expect(answer.attributes).toMatchObject({ title: 'Chief', displayName: 'New Name' });
    const user = await genesys.user(id, '?expand=employerInfo');
    expect(user).toMatchObject({ title: 'Chief', department: 'R&D' });
    expect(user.employerInfo).toEqual({ ...before, employeeId: 'E-77' });
  });

  it('clears title, department and manager', async () => {
    const { genesys } = environment;
    const created = await bridge.create({
      userName: newAddress(),
      title: 'T',
      [ENTERPRISE]: { department: 'D', manager: { value: nextPerson() } },
    });
    await bridge.change(created.id, { title: undefined, [ENTERPRISE]: {} });
    const user = await genesys.user(created.id);
    expect([user.title, user.department, user.manager].map((value) => value ?? '')).toEqual(['', '', '']);
    const { attributes } = await bridge.get(created.id);
    expect(attributes).not.toHaveProperty('title');
    expect(attributes[ENTERPRISE]).toEqual({ division: 'Home' });
  });

  it('that clears displayName, name and emails falls back to userName', async () => {
    const userName = newAddress();
    const { id } = await bridge.create({
      userName,
      displayName: 'Named',
      name: { givenName: 'G', familyName: 'F' },
      emails: [{ value: newAddress(), type: 'work', primary: true }],
    });
    await bridge.change(id, { displayName: undefined, name: undefined, emails: undefined });
    expect(await environment.genesys.user(id)).toMatchObject({ name: userName, email: userName });
  });

  it('of the name leaves a displayName of its own alone', async () => {
    const { genesys } = environment;
    const { id } = await bridge.create({
      userName: newAddress(),
      displayName: 'The Countess',
      name: { givenName: 'Ada', familyName: 'Byron' },
    });
    await bridge.change(id, { name: { givenName: 'Ada', familyName: 'Lovelace' } });
    expect(await genesys.user(id)).toMatchObject({ name: 'The Countess' });
  });

  it('with a password that Genesys refuses has changed nothing', async () => {
    const { genesys } = environment;
    const { id } = await bridge.create({ userName: newAddress(), title: 'Agent' });
    const seq = await genesys.lastSeq();
    const failure = await failureOf(bridge.change(id, { title: 'Team lead', password: 'short' }));
    expect(failure).toMatchObject({ code: 'user.bad-password', status: 400 });
    expect(await genesys.user(id)).toMatchObject({ title: 'Agent' });
    expect(await writesSince(seq)).toEqual(['POST /api/v2/users/*/password']);
  });

  it('of the division moves the person; an unknown one is refused by name', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    const { body } = await genesys.send('GET', '/api/v2/authorization/divisions?pageSize=100');
    const held = (await genesys.user(id)).division.name;
    const other = body.entities.find((division: { name: string }) => division.name !== held);
    const { attributes } = await bridge.get(id);
    const move = (division: string) =>
      bridge.change(id, { [ENTERPRISE]: { ...Object(attributes[ENTERPRISE]), division } });
    const moved = await move(other.name);
    expect(moved.attributes[ENTERPRISE]).toMatchObject({ division: other.name });
    expect(await failureOf(move('Atlantis'))).toMatchObject({
      status: 400,
      message: expect.stringContaining("'Atlantis'"),
    });
    expect((await genesys.user(id)).division.name).toBe(other.name);
  });

  it('does not reach a person through an id in capitals', async () => {
    const id = nextPerson();
    expect(await failureOf(bridge.get(id.toUpperCase()))).toMatchObject({ status: 404 });
    expect(await failureOf(bridge.remove(id.toUpperCase()))).toMatchObject({ status: 404 });
  });

  it('that takes the access away is done even when the rest is refused', async () => {
    const { genesys } = environment;
    const id = nextPerson();
    await genesys.fault({ method: 'PATCH', path: '/api/v2/users/*', status: 400, code: 'bad.request' });
    expect(await failureOf(bridge.change(id, { active: false, title: 'Gone' }))).toBeDefined();
    expect(await genesys.user(id)).toMatchObject({ state: 'inactive' });
  });
});
