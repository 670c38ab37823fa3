import { describe, expect, it } from 'vitest';
import { Caller } from '../../src/genesys/caller.ts';
import { GenesysError } from '../../src/genesys/errors.ts';
import { createClock } from '../../src/genesys/governor/clock.ts';
import { Gate } from '../../src/genesys/governor/gate.ts';
import { FakeClock } from './fake-clock.ts';
import { aUser, OTHER_ID, type Reply, type SeenRequest, USER_ID } from './fake-genesys.ts';
import { CALL, connect, failureOf } from './with-genesys.ts';

const THIRD_ID = '99999999-2222-4333-8444-555555555555';
const QUEUE_ID = '33333333-2222-4333-8444-555555555555';
const IDS = [USER_ID, OTHER_ID, THIRD_ID];
const ANY_TIME = { since: 0 };
const OPERATION = { method: 'PATCH', path: '/api/v2/things' } as const;
const OUTAGE = { code: 'genesys.unreachable', status: 503, operation: 'PATCH /api/v2/things' } as const;

function line({ method, path, query }: SeenRequest): string {
  return `${method} ${path.replace('/api/v2', '')}${query}`;
}

function idsIn({ body }: SeenRequest): string[] {
  return JSON.parse(body).map(({ id }: { id: string }) => id);
}

describe('calls of several people at once', () => {
  it('become one where they leave the same queue', async () => {
    const { fake, genesys } = await connect(() => ({ body: {} }));
    await Promise.all(IDS.map((id) => genesys.queues.removeMembers(QUEUE_ID, [id], CALL)));
    expect(fake.requests.map(line)).toEqual([`POST /routing/queues/${QUEUE_ID}/members?delete=true`]);
    expect(fake.requests.map(idsIn)).toEqual([IDS]);
  });

  it('tell each of them of the write that was made', async () => {
    const correlationId = 'the-only-call';
    const { genesys } = await connect(() => ({
      headers: { 'ININ-Correlation-Id': correlationId },
      body: {},
    }));
    const told: unknown[] = [];
    const leave = (id: string) =>
      genesys.queues.removeMembers(QUEUE_ID, [id], {
        ...CALL,
        onCall: ({ operation, correlationId }) => told.push({ operation, correlationId }),
      });
    await Promise.all(IDS.map(leave));
    const operation = 'POST /api/v2/routing/queues/{queueId}/members';
    expect(told).toEqual(IDS.map(() => ({ operation, correlationId })));
  });

  it('stay apart for different queues and different directions', async () => {
    const { fake, genesys } = await connect(() => ({ body: {} }));
    await Promise.all([
      genesys.queues.removeMembers(QUEUE_ID, [USER_ID], CALL),
      genesys.queues.removeMembers(OTHER_ID, [USER_ID], CALL),
      genesys.queues.addMembers(QUEUE_ID, [OTHER_ID], CALL),
    ]);
    expect(fake.requests).toHaveLength(3);
  });

  it('do not share the failure of one', async () => {
    const { fake, genesys } = await connect(
      (request): Reply =>
        idsIn(request).includes(OTHER_ID)
          ? { status: 409, body: { code: 'general.conflict' } }
          : { body: {} },
    );
    const results = await Promise.allSettled(
      IDS.map((id) => genesys.queues.removeMembers(QUEUE_ID, [id], CALL)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(fake.requests.length).toBeLessThanOrEqual(5);
  });

  it('become one where they leave the same group, fifty a call', async () => {
    const { fake, genesys } = await connect(() => ({ status: 202, body: {} }));
    const many = Array.from(
      { length: 60 },
      (_, index) => `${10_000_000 + index}-2222-4333-8444-555555555555`,
    );
    await Promise.all(many.map((id) => genesys.groups.removeMembers(QUEUE_ID, [id], CALL)));
    const sizes = fake.requests.map(({ query }) => decodeURIComponent(query).split(',').length);
    expect(sizes.sort()).toEqual([10, 50]);
  });

  it('become one where they go offline, and single ones without the permission for it', async () => {
    const { fake, genesys } = await connect(({ method }) =>
      method === 'PUT' ? { status: 403, body: { code: 'missing.any.permissions' } } : { body: {} },
    );
    await Promise.all(IDS.map((id) => genesys.presence.setOffline(id, CALL)));
    expect(fake.requests.map(line).sort()).toEqual([
      ...IDS.map((id) => `PATCH /users/${id}/presences/purecloud`).sort(),
      'PUT /users/presences/bulk',
    ]);
  });
});

describe('whether people are still in a queue', () => {
  const askers = Array.from(
    { length: 12 },
    (_, index) => `${10_000_000 + index}-2222-4333-8444-555555555555`,
  );

  it('is read from the queue when many ask at once', async () => {
    const { fake, genesys } = await connect(({ query }) => ({
      body: { entities: query.includes('pageNumber=1') ? [{ id: askers[3] }] : [] },
    }));
    const still = await Promise.all(askers.map((id) => genesys.queues.stillIn(id, [QUEUE_ID], CALL)));
    expect(still.map((queues) => queues.length)).toEqual(askers.map((_, index) => (index === 3 ? 1 : 0)));
    expect(fake.requests.map(({ path }) => path)).toEqual(
      [1, 2].map(() => `/api/v2/routing/queues/${QUEUE_ID}/members`),
    );
  });

  it('is read from the person when few ask, or the queue is too large for so few', async () => {
    const { fake, genesys } = await connect(({ path }) => ({
      body: { total: 1, entities: path.endsWith('/members') ? [{ id: OTHER_ID }] : [{ id: QUEUE_ID }] },
    }));
    expect(await genesys.queues.stillIn(USER_ID, [QUEUE_ID, OTHER_ID], CALL)).toEqual([QUEUE_ID]);
    expect(fake.requests.map(({ path }) => path)).toContain(`/api/v2/users/${USER_ID}/queues`);
    expect(fake.requests.every(({ path }) => !path.endsWith('/members'))).toBe(true);
    const still = await Promise.all(askers.map((id) => genesys.queues.stillIn(id, [QUEUE_ID], CALL)));
    expect(still).toEqual(askers.map(() => [QUEUE_ID]));
  });

  it('is no for a queue that is gone', async () => {
    const { genesys } = await connect(() => ({ status: 404, body: { code: 'not.found' } }));
    const still = await Promise.all(askers.map((id) => genesys.queues.stillIn(id, [QUEUE_ID], CALL)));
    expect(still).toEqual(askers.map(() => []));
  });
});

describe('phones of several people at once', () => {
  const owners = Array.from({ length: 4 }, (_, index) => `${10_000_000 + index}-2222-4333-8444-555555555555`);
  const phones = owners.map((id, index) => ({ id: `phone ${index}`, webRtcUser: { id } }));

  function answer({ query }: SeenRequest, pageCount: number): Reply {
    const asked = new URLSearchParams(query);
    const own = phones.filter(({ webRtcUser }) => webRtcUser.id === asked.get('webRtcUser.id'));
    if (asked.has('webRtcUser.id')) return { body: { entities: own, pageCount: 1 } };
    const page = Number(asked.get('pageNumber'));
    return { body: { entities: phones.slice(2 * page - 2, 2 * page), pageCount, total: 2 * pageCount } };
  }

  it('are found in the list of all', async () => {
    const { fake, genesys } = await connect((request) => answer(request, 2));
    const found = await Promise.all(owners.map((id) => genesys.phones.ofUser(id, CALL)));
    expect(found).toEqual(phones.map(({ id }) => [{ id }]));
    expect(fake.requests.map(({ query }) => new URLSearchParams(query).get('sortBy'))).toEqual(['id', 'id']);
  });

  it('are asked for singly where that list is too long for so few', async () => {
    const { fake, genesys } = await connect((request) => answer(request, 3));
    const found = await Promise.all(owners.map((id) => genesys.phones.ofUser(id, CALL)));
    expect(found.map(([phone]) => phone?.id)).toEqual(phones.map(({ id }) => id));
    expect(fake.requests).toHaveLength(1 + owners.length);
  });

  it('are asked for singly by one alone', async () => {
    const { fake, genesys } = await connect((request) => answer(request, 1));
    expect(await genesys.phones.ofUser(owners[0] ?? '', CALL)).toMatchObject([{ id: 'phone 0' }]);
    expect(fake.requests.map(({ query }) => query)).toEqual([expect.stringContaining('webRtcUser.id=')]);
  });
});

describe('management units of several people at once', () => {
  const agents = Array.from({ length: 4 }, (_, index) => `${10_000_000 + index}-2222-4333-8444-555555555555`);
  const [first = '', ...others] = agents;
  const UNITS = '/workforcemanagement/managementunits';
  const aloneAt = (id: string) => `GET /workforcemanagement/agents/${id}/managementunit`;
  const pathOf = ({ method, path }: SeenRequest) => `${method} ${path.replace('/api/v2', '')}`;

  /** The unit shows all but the first, who is in none. */
  function answer({ path }: SeenRequest): Reply {
    if (path.endsWith('/managementunits')) return { body: { entities: [{ id: QUEUE_ID, name: 'Day' }] } };
    if (path.endsWith('/users')) return { body: { entities: others.map((id) => ({ id })) } };
    return { status: 404, body: { code: 'not.found' } };
  }

  it('are found in the lists of the units, which are no proof of absence', async () => {
    const { fake, genesys } = await connect(answer);
    const found = await Promise.all(agents.map((id) => genesys.workforce.unitOf(id, ANY_TIME, CALL)));
    expect(found.map((unit) => unit?.name)).toEqual([undefined, 'Day', 'Day', 'Day']);
    expect(fake.requests.map(pathOf)).toEqual([
      `GET ${UNITS}`,
      `GET ${UNITS}/${QUEUE_ID}/users`,
      aloneAt(first),
    ]);
    expect(genesys.gateStatus().inFlight).toBe(0);
  });

  it('are read singly where few ask, or the lists are refused', async () => {
    const { fake, genesys } = await connect((request) =>
      pathOf(request).startsWith(`GET ${UNITS}`) ? { status: 403, body: { code: 'x' } } : answer(request),
    );
    await genesys.workforce.unitOf(first, ANY_TIME, CALL);
    expect(fake.requests.map(pathOf)).toEqual([aloneAt(first)]);
    await Promise.all(agents.map((id) => genesys.workforce.unitOf(id, ANY_TIME, CALL)));
    expect(fake.requests.slice(2).map(pathOf).sort()).toEqual(agents.map(aloneAt));
  });

  it('are found in a list that was asked for after whoever asks had begun, and in none before', async () => {
    let now = 1_700_000_000_000;
    const { fake, genesys } = await connect(answer, { clock: createClock(() => now) });
    const [, second = '', third = '', last = ''] = agents;
    const began = now;
    now += 1_000;
    await Promise.all(agents.map((id) => genesys.workforce.unitOf(id, { since: began }, CALL)));
    const before = fake.requests.length;
    expect(await genesys.workforce.unitOf(second, { since: began }, CALL)).toMatchObject({ name: 'Day' });
    expect(fake.requests).toHaveLength(before);
    await genesys.workforce.unitOf(third, { since: now }, CALL);
    expect(fake.requests.slice(before).map(pathOf)).toEqual([aloneAt(third)]);
    now += 2 * 60_000;
    await genesys.workforce.unitOf(last, { since: began }, CALL);
    expect(fake.requests.slice(before).map(pathOf)).toEqual([aloneAt(third), aloneAt(last)]);
  });

  it('are found in the lists by one alone where many have asked of late', async () => {
    const { fake, genesys } = await connect(answer);
    const [, second = ''] = agents;
    const never = { since: Number.POSITIVE_INFINITY };
    for (let asker = 0; asker < 3; asker += 1) await genesys.workforce.unitOf(second, never, CALL);
    expect(fake.requests.map(pathOf)).toEqual([
      aloneAt(second),
      aloneAt(second),
      `GET ${UNITS}`,
      `GET ${UNITS}/${QUEUE_ID}/users`,
    ]);
    await genesys.workforce.unitOf(second, never, CALL);
    expect(fake.requests.slice(4).map(pathOf)).toEqual([aloneAt(second)]);
  });

  it('are not asked for again in lists that were refused', async () => {
    const { fake, genesys } = await connect((request) =>
      pathOf(request).endsWith('/users') ? { status: 403, body: { code: 'x' } } : answer(request),
    );
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(agents.map((id) => genesys.workforce.unitOf(id, ANY_TIME, CALL)));
    }
    const lists = fake.requests.filter((request) => pathOf(request).startsWith(`GET ${UNITS}`));
    expect([lists.length, fake.requests.length]).toEqual([2, 10]);
  });

  it('are read back from the list of the one that was left', async () => {
    const { fake, genesys } = await connect(answer);
    const still = await Promise.all(agents.map((id) => genesys.workforce.isIn(id, QUEUE_ID, CALL)));
    expect(still).toEqual([false, true, true, true]);
    expect(fake.requests.map(pathOf)).toEqual([`GET ${UNITS}/${QUEUE_ID}/users`]);
  });

  it('are read back from the person alone', async () => {
    const { fake, genesys } = await connect(() => ({ body: { managementUnit: { id: QUEUE_ID } } }));
    expect(await genesys.workforce.isIn(first, QUEUE_ID, CALL)).toBe(true);
    expect(await genesys.workforce.isIn(first, OTHER_ID, CALL)).toBe(false);
    expect(fake.requests.map(pathOf)).toEqual([aloneAt(first), aloneAt(first)]);
  });
});

describe('reads of several people at once', () => {
  const people = IDS.map((id, index) => ({ ...aUser, id, state: ['active', 'inactive', 'deleted'][index] }));

  function answer({ path }: SeenRequest): Reply {
    if (path === '/api/v2/users') return { body: { entities: people, total: 3 } };
    const found = people.find(({ id, state }) => path.endsWith(id) && state !== 'deleted');
    return found === undefined ? { status: 404, body: { code: 'not.found' } } : { body: found };
  }

  it('become one, in which a deleted user is still not found', async () => {
    const { fake, genesys } = await connect(answer);
    const found = await Promise.all(IDS.map((id) => genesys.users.find(id, {}, CALL)));
    expect(found.map((user) => user?.state)).toEqual(['active', 'inactive', undefined]);
    expect(fake.requests.map(({ path }) => path)).toEqual(['/api/v2/users', `/api/v2/users/${THIRD_ID}`]);
    expect(fake.requests[0]?.query).toContain('state=any');
  });

  it('ask singly for whoever the list leaves out', async () => {
    const { genesys } = await connect((request) =>
      request.path === '/api/v2/users' ? { body: { entities: [], total: 0 } } : answer(request),
    );
    const [first, second] = await Promise.all([
      genesys.users.get(USER_ID, {}, CALL),
      failureOf(genesys.users.get(THIRD_ID, {}, CALL)),
    ]);
    expect(first.id).toBe(USER_ID);
    expect(second).toMatchObject({ code: 'genesys.not-found' });
  });

  it('share the answer about one queue', async () => {
    const { fake, genesys } = await connect(() => ({
      body: { id: QUEUE_ID, memberGroups: [{ id: OTHER_ID }] },
    }));
    const found = await Promise.all(IDS.map(() => genesys.queues.get(QUEUE_ID, CALL)));
    expect(found.map(({ memberGroups }) => memberGroups)).toEqual(IDS.map(() => [{ id: OTHER_ID }]));
    expect(fake.requests).toHaveLength(1);
  });

  it('stay apart when they ask for different things', async () => {
    const { fake, genesys } = await connect(answer);
    await Promise.all([
      genesys.users.get(USER_ID, {}, CALL),
      genesys.users.get(OTHER_ID, { expand: ['groups'] }, CALL),
    ]);
    expect(fake.requests.map(({ path }) => path)).toEqual(IDS.slice(0, 2).map((id) => `/api/v2/users/${id}`));
  });
});

describe('combined calls of an operation that fails over and over', () => {
  /** Lets five calls fail, so that the operation rests. */
  async function exhaust() {
    let status = 500;
    const { fake, genesys } = await connect(() => ({ status, body: {} }));
    const remove = (ids: readonly string[]) => genesys.queues.removeMembers(QUEUE_ID, ids, CALL);
    await failureOf(remove(IDS));
    await failureOf(remove(IDS));
    return { fake, remove, recover: () => (status = 200) };
  }

  it('are not made while it rests, and are refused at once', async () => {
    const { fake, remove, recover } = await exhaust();
    const made = fake.requests.length;
    recover();
    const started = performance.now();
    const errors = await Promise.all(IDS.map((id) => failureOf(remove([id]))));
    expect(errors.map((error) => Object(error).code)).toEqual(IDS.map(() => 'genesys.unreachable'));
    expect(fake.requests).toHaveLength(made);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('give back the turn that they waited for when it began to rest meanwhile', async () => {
    const clock = new FakeClock();
    const gate = new Gate(clock, { maxConcurrent: 1 });
    let sent = 0;
    const sender = {
      send: async () => {
        sent += 1;
        throw new GenesysError('failed', { ...OUTAGE, genesysStatus: 500 });
      },
      redact: (text: string) => text,
    };
    const caller = new Caller({ gate, senders: [sender], clock, onLog: undefined });
    const combiner = caller.combine<void>(OPERATION, {
      most: 1,
      send: async (_key, _ids, options) => {
        await caller.run(OPERATION, options, async () => undefined);
        return () => undefined;
      },
    });
    const endings = Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => combiner.ask('queue', String(index), CALL)),
    );
    await clock.advance(1);
    expect((await endings).map(({ status }) => status)).toEqual(Array(8).fill('rejected'));
    expect(sent).toBe(5);
    expect(gate.status()).toMatchObject({ inFlight: 0 });
  });
});
