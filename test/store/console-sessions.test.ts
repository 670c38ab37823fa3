import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  endSession,
  endSessionNamed,
  findSession,
  listSessions,
  startSession,
} from '../../src/store/console-sessions.ts';
import { createCredential, revokeCredential } from '../../src/store/credentials.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, type TestDatabase } from './engines.ts';

const MINUTE = 60_000;
const LIMITS = { idle: 30 * MINUTE, longest: 12 * 60 * MINUTE };
const BEGIN = new Date('2026-01-01T08:00:00Z');
const PERSON = { issuer: 'https://id.example.com', subject: 'ada', name: 'Ada', email: 'ada@example.com' };

function minute(minutes: number): Date {
  return new Date(BEGIN.getTime() + minutes * MINUTE);
}

describe.each(engines)('sessions of the console on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await database.open();
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  const start = async (signedIn = { person: PERSON, role: 'operator' } as const) =>
    (await startSession(store.db, signedIn, LIMITS, BEGIN)).id;
  const find = (id: string, at: Date) => findSession(store.db, id, LIMITS, at);
  /** The use of a session is written down beside the answer. */
  const isUsed = (at: Date) => async () => {
    const rows = await store.db.selectFrom('console_session').select('used_at').execute();
    return rows.some(({ used_at }) => used_at.getTime() === at.getTime());
  };

  it('gives back who started it', async () => {
    const id = await start();
    expect(await find(id, minute(1))).toEqual({
      person: PERSON,
      role: 'operator',
      reference: expect.stringMatching(/^[0-9a-f]{12}$/),
      expiresAt: minute(12 * 60),
    });
    expect(await find(`${id}x`, minute(1))).toBeUndefined();
  });

  it('is listed as long as it is good, and ended by its reference', async () => {
    const at = minute(1);
    const listed = async (now: Date) =>
      (await listSessions(store.db, LIMITS, now)).map(({ reference }) => reference);
    const { session } = await startSession(store.db, { person: PERSON, role: 'viewer' }, LIMITS, BEGIN);
    const client = 'listed';
    const { id } = await createCredential(store.db, { client, scopes: ['admin'], now: BEGIN });
    const signedIn = { credential: { id, client }, role: 'administrator' } as const;
    const { session: withToken } = await startSession(store.db, signedIn, LIMITS, BEGIN);
    expect(await listSessions(store.db, LIMITS, at)).toContainEqual({
      ...signedIn,
      reference: withToken.reference,
      startedAt: BEGIN,
      usedAt: BEGIN,
      expiresAt: minute(12 * 60),
    });
    expect(await listed(at)).toEqual(expect.arrayContaining([session.reference, withToken.reference]));
    await revokeCredential(store.db, id, BEGIN);
    expect(await listed(at)).not.toContain(withToken.reference);
    expect(await listed(minute(31))).not.toContain(session.reference);
    expect(await endSessionNamed(store.db, session.reference)).toBe(true);
    expect(await listed(at)).not.toContain(session.reference);
    expect(await endSessionNamed(store.db, session.reference)).toBe(false);
  });

  it('ends when nobody uses it', async () => {
    const id = await start();
    expect(await find(id, minute(29.9))).toBeDefined();
    await expect.poll(isUsed(minute(29.9))).toBe(true);
    expect(await find(id, minute(59.8))).toBeDefined();
    await expect.poll(isUsed(minute(59.8))).toBe(true);
    expect(await find(id, minute(89.9))).toBeUndefined();
  });

  it('ends in any case', async () => {
    const id = await start();
    for (let minutes = 25; minutes < 12 * 60; minutes += 25) {
      expect(await find(id, minute(minutes))).toBeDefined();
      await expect.poll(isUsed(minute(minutes))).toBe(true);
    }
    expect(await find(id, minute(12 * 60))).toBeUndefined();
  });

  it('ends with its credential, be it revoked or expired', async () => {
    const credentialOf = async (client: string) => {
      const { id } = await createCredential(store.db, {
        client,
        scopes: ['admin'],
        now: BEGIN,
        expiresAt: minute(20),
      });
      const signedIn = { credential: { id, client }, role: 'administrator' } as const;
      return { id, session: (await startSession(store.db, signedIn, LIMITS, BEGIN)).id };
    };
    const [first, second] = [await credentialOf('ops'), await credentialOf('other')];
    expect(await find(first.session, minute(19))).toMatchObject({ credential: { client: 'ops' } });
    expect(await find(first.session, minute(20))).toBeUndefined();
    await revokeCredential(store.db, second.id, minute(1));
    expect(await find(second.session, minute(1))).toBeUndefined();
  });

  it('ends by signing out, once', async () => {
    const id = await start();
    expect([await endSession(store.db, id), await endSession(store.db, id)]).toEqual([true, false]);
    expect(await find(id, BEGIN)).toBeUndefined();
  });

  it('leaves nothing behind once it has ended', async () => {
    await start();
    await startSession(store.db, { person: PERSON, role: 'viewer' }, LIMITS, minute(24 * 60));
    expect(await store.db.selectFrom('console_session').selectAll().execute()).toHaveLength(1);
  });
});
