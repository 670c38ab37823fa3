/** One person, one id: whatever is lost, repeated or asked for at once, and however far Genesys' search is behind. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, ScimContext } from '../../src/scim/backend.ts';
import type { Store } from '../../src/store/open.ts';
import { type Bridge, Environment, failureOf } from '../offboarding/bridge-in-process.ts';
import { engines, type TestDatabase } from '../store/engines.ts';

const HOUR = 3_600_000;

describe.each(engines)('one person on $name', (engine) => {
  let database: TestDatabase;
  let environment: Environment;
  /** Two instances; on the embedded database, which has one, two backends on one store. */
  let one: Bridge;
  let other: Bridge;
  let otherStore: Store;
  let count = 0;

  const newcomer = (): { userName: string; externalId: string; displayName: string } => {
    count += 1;
    return { userName: `new${count}@example.com`, externalId: `x${count}`, displayName: `New ${count}` };
  };
  const usersInGenesys = async (email: string): Promise<string[]> => {
    await environment.genesys.behave({ searchLagMs: 0 });
    const query = [
      { fields: ['email'], value: email, type: 'EXACT' },
      { fields: ['state'], values: ['active', 'inactive', 'deleted'], type: 'EXACT' },
    ];
    const { body } = await environment.genesys.send('POST', '/api/v2/users/search', { query });
    return (body.results ?? []).map((user: { id: string }) => user.id);
  };
  /** A client that hangs up while it waits. */
  const impatient = (): { context: ScimContext; hangUp: () => void } => {
    const gone = new AbortController();
    return {
      context: { ...one.context(), signal: gone.signal },
      hangUp: () => gone.abort(new Error('gone')),
    };
  };

  beforeAll(async () => {
    database = await engine.create();
    environment = await Environment.open({ openStore: () => database.open() });
    otherStore = engine.name === 'embedded' ? environment.store : await database.open();
    one = await environment.startBridge();
    other = await environment.startBridge({ store: otherStore });
  });

  afterEach(async () => {
    await environment.genesys.clearFaults();
    await environment.genesys.behave({ searchLagMs: 0 });
  });

  afterAll(async () => {
    await other.stop();
    await one.stop();
    if (otherStore !== environment.store) await otherStore.close();
    await environment.close();
    await database.remove();
  });

  it('is found at once by every name on every instance, though the search knows nothing', async () => {
    await environment.genesys.behave({ searchLagMs: HOUR });
    const attributes = newcomer();
    const email = `mail-${attributes.userName}`;
    const created = await one.create({ ...attributes, emails: [{ value: email, primary: true }] });
    for (const filter of [
      `userName eq "${attributes.userName}"`,
      `externalId eq "${attributes.externalId}"`,
      `emails.value eq "${email}"`,
    ]) {
      for (const bridge of [one, other]) {
        expect((await bridge.search(filter)).resources.map(({ id }) => id)).toEqual([created.id]);
      }
    }
    const again = [
      attributes,
      { userName: attributes.userName },
      { userName: 'somebody-else', emails: [{ value: email, primary: true }] },
      { ...newcomer(), externalId: attributes.externalId },
    ];
    for (const duplicate of again) {
      const refusal = await failureOf(other.create(duplicate));
      expect(refusal).toMatchObject({
        status: 409,
        scimType: 'uniqueness',
        message: expect.stringContaining(created.id),
      });
    }
  });

  it.each([
    ['the same', (attributes: JsonObject) => attributes],
    [
      'the same e-mail address under another userName',
      (attributes: JsonObject) => ({
        userName: `alias-of-${String(attributes.userName)}`,
        emails: [{ value: String(attributes.userName), primary: true }],
      }),
    ],
    [
      'the same externalId',
      (attributes: JsonObject) => ({ ...newcomer(), externalId: attributes.externalId ?? '' }),
    ],
  ])('is created once when two instances are asked for %s at once', async (_what, variant) => {
    await environment.genesys.behave({ searchLagMs: HOUR });
    await environment.genesys.fault({ method: 'POST', path: '/api/v2/users', delayMs: 150 });
    const attributes = newcomer();
    const answers = await Promise.allSettled([
      one.create(attributes),
      other.create(variant(attributes)),
      one.create(attributes),
    ]);
    const created = answers.filter((answer) => answer.status === 'fulfilled');
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(created).toHaveLength(1);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        status: 409,
        message: expect.stringContaining(created[0]?.value.id ?? '?'),
      });
    }
  });

  it.each(['before', 'after'])(
    'is created once when the connection to Genesys breaks %s the effect',
    async (drop) => {
      const attributes = { ...newcomer(), title: 'Agent' };
      await environment.genesys.fault({ method: 'POST', path: '/api/v2/users', drop, times: 1 });
      expect(await failureOf(one.create(attributes))).toMatchObject({ status: 503 });
      const created = await other.create(attributes);
      expect(created.attributes).toMatchObject({ ...attributes, active: true });
      expect(await usersInGenesys(attributes.userName)).toEqual([created.id]);
      expect(await failureOf(one.create(attributes))).toMatchObject({ status: 409 });
    },
  );

  it('is waited for while only the search could tell the id, and nobody else gets the id', async () => {
    const attributes = newcomer();
    await environment.genesys.behave({ searchLagMs: HOUR });
    await environment.genesys.fault({ method: 'POST', path: '/api/v2/users', drop: 'after', times: 1 });
    expect(await failureOf(one.create(attributes))).toMatchObject({ status: 503 });
    expect(await failureOf(one.create(attributes))).toMatchObject({
      status: 503,
      code: 'creation.not-searchable-yet',
      retryAfterSeconds: 10,
    });
    await environment.genesys.behave({ searchLagMs: 0 });
    const stranger = other.context(15_000, 'stranger');
    expect(await failureOf(other.create(attributes, stranger))).toMatchObject({ status: 409 });
    const created = await other.create(attributes);
    expect(await usersInGenesys(attributes.userName)).toEqual([created.id]);
  });

  it('that Genesys has under another name is a conflict, not the result of a lost creation', async () => {
    const attributes = newcomer();
    await environment.genesys.fault({ method: 'POST', path: '/api/v2/users', drop: 'before', times: 1 });
    expect(await failureOf(one.create(attributes))).toMatchObject({ status: 503 });
    const { body: home } = await environment.genesys.send('GET', '/api/v2/authorization/divisions/home');
    const by = { name: 'Made By Hand', email: attributes.userName, divisionId: home.id, state: 'active' };
    const { body: made } = await environment.genesys.send('POST', '/api/v2/users', by);
    expect(await failureOf(one.create(attributes))).toMatchObject({
      status: 409,
      message: expect.stringContaining(made.id),
    });
  });

  it('is answered with 201 again when the client went away before the answer, and completed', async () => {
    const attributes = { ...newcomer(), title: 'Agent' };
    const { context, hangUp } = impatient();
    await environment.genesys.fault({
      method: 'POST',
      path: '/api/v2/users/*/externalid',
      delayMs: 300,
      times: 1,
    });
    const lost = failureOf(one.create(attributes, context));
    await expect.poll(() => usersInGenesys(attributes.userName)).toHaveLength(1);
    hangUp();
    await lost;
    const created = await other.create(attributes);
    expect(created.attributes).toMatchObject(attributes);
    expect(await usersInGenesys(attributes.userName)).toEqual([created.id]);
    expect(await environment.genesys.externalIds(created.id)).toMatchObject([
      { externalKey: attributes.externalId },
    ]);
  });

  it('is completed by a repeat when a later write failed', async () => {
    const attributes = newcomer();
    await environment.genesys.fault({ method: 'POST', path: '/api/v2/users/*/externalid', status: 503 });
    expect(await failureOf(one.create(attributes))).toMatchObject({ status: 503 });
    await environment.genesys.clearFaults();
    const created = await one.create(attributes);
    expect(created.attributes).toMatchObject(attributes);
    expect(await usersInGenesys(attributes.userName)).toEqual([created.id]);
  }, 20_000);

  it('gets the roles that were posted though giving them failed at first', async () => {
    const attributes = { ...newcomer(), roles: [{ value: 'Supervisor' }] };
    await environment.genesys.fault({ method: 'POST', path: '/api/v2/authorization/**', status: 503 });
    expect(await failureOf(one.create(attributes))).toMatchObject({ status: 503 });
    await environment.genesys.clearFaults();
    const { id } = await other.create(attributes);
    const roles = await environment.genesys.directRoles(id);
    expect(roles.filter((role) => role.startsWith('Supervisor@'))).toHaveLength(1);
  }, 20_000);

  it.each(['inactive', 'removed', 'deleted'])(
    'who is %s comes back under the same id, as posted',
    async (how) => {
      const attributes = newcomer();
      const created = await one.create({ ...attributes, title: 'Before' });
      if (how === 'inactive') await one.deactivate(created.id);
      if (how === 'removed') await one.remove(created.id);
      if (how === 'deleted') await environment.genesys.send('DELETE', `/api/v2/users/${created.id}`);
      const again = { ...attributes, displayName: 'Back Again', title: 'After' };
      const answers = await Promise.allSettled([one.create(again), other.create(again)]);
      const revived = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(revived.map(({ id }) => id)).toEqual([created.id]);
      expect(revived[0]?.attributes).toMatchObject({ ...again, active: true });
      expect(await usersInGenesys(attributes.userName)).toEqual([created.id]);
    },
  );

  it('whose return was not answered is completed by the repeat', async () => {
    const attributes = newcomer();
    const created = await one.create(attributes);
    await one.deactivate(created.id);
    const again = { ...attributes, title: 'Returned' };
    await environment.genesys.fault({ method: 'PATCH', path: '/api/v2/users/*', status: 503 });
    expect(await failureOf(one.create(again))).toMatchObject({ status: 503 });
    await environment.genesys.clearFaults();
    const revived = await other.create(again);
    expect(revived).toMatchObject({ id: created.id, attributes: { ...again, active: true } });
    expect(await failureOf(one.create(again))).toMatchObject({ status: 409 });
  }, 20_000);

  it('does not wait for an instance that died holding a turn', async () => {
    const attributes = newcomer();
    const key = `user ${attributes.userName}`;
    const until = new Date(Date.now() + 400);
    await environment.store.db.insertInto('turn').values({ key, owner: 'dead', until }).execute();
    expect((await one.create(attributes)).attributes).toMatchObject(attributes);
    await environment.store.db
      .insertInto('turn')
      .values({ key, owner: 'busy', until: new Date(Date.now() + HOUR) })
      .execute();
    expect(await failureOf(other.create(attributes, other.context(300)))).toMatchObject({
      status: 503,
      retryAfterSeconds: 2,
    });
  });
});
