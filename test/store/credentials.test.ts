import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCredential,
  ensureDemoCredential,
  findCredential,
  findMeantClient,
  hasDemoClient,
  listCredentials,
  revokeCredential,
} from '../../src/store/credentials.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, type TestDatabase } from './engines.ts';

const now = new Date('2026-03-01T10:00:00Z');
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

describe.each(engines)('credentials on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  const lastUsed = async (id: string): Promise<Date | null | undefined> =>
    (await listCredentials(store.db)).find((credential) => credential.id === id)?.lastUsedAt;

  it('finds the client of a token and stores only its hash', async () => {
    const { id, token } = await createCredential(store.db, {
      client: 'okta',
      authority: 'okta-eu',
      scopes: ['users', 'groups'],
      now,
    });
    expect(token).toMatch(/^gsb_[\w-]{43}$/);
    const client = { name: 'okta', authority: 'okta-eu', scopes: ['users', 'groups'], credentialId: id };
    expect(await findCredential(store.db, token, now)).toEqual(client);
    const stored = JSON.stringify(await store.db.selectFrom('credential').selectAll().execute());
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(token.slice(4));
    expect(JSON.stringify(await listCredentials(store.db))).not.toContain('secret');
  });

  it('uses the client name as its authority and keeps the one it has', async () => {
    const first = await createCredential(store.db, { client: 'entra', scopes: ['users'], now });
    expect(await findCredential(store.db, first.token, now)).toMatchObject({ authority: 'entra' });
    await expect(
      createCredential(store.db, { client: 'entra', authority: 'other', scopes: [], now }),
    ).rejects.toMatchObject({ code: 'token.other-authority' });
  });

  it('knows whom a refused token or name meant, and nobody who is no client', async () => {
    const { id, token } = await createCredential(store.db, { client: 'meant', scopes: ['users'], now });
    await revokeCredential(store.db, id, now);
    expect(await findMeantClient(store.db, { secret: token })).toBe('meant');
    expect(await findMeantClient(store.db, { secret: 'wrong', name: 'meant' })).toBe('meant');
    expect(await findMeantClient(store.db, { secret: 'wrong', name: token })).toBeUndefined();
    expect(await findMeantClient(store.db, {})).toBeUndefined();
  });

  it.each(['', 'gsb_wrong', 'x'.repeat(5000), "' or 1=1 --"])(
    'knows nobody with the token %j',
    async (token) => {
      expect(await findCredential(store.db, token, now)).toBeUndefined();
    },
  );

  it('ends at its expiry', async () => {
    const expiresAt = later(60);
    const { token } = await createCredential(store.db, { client: 'short', scopes: [], expiresAt, now });
    expect(await findCredential(store.db, token, later(59))).toBeDefined();
    expect(await findCredential(store.db, token, expiresAt)).toBeUndefined();
  });

  it('revokes one by id, all by client name, and says when there is none', async () => {
    const client = { client: 'revoked', scopes: ['users'], now };
    const one = await createCredential(store.db, client);
    const two = await createCredential(store.db, client);
    await createCredential(store.db, client);
    expect(await revokeCredential(store.db, one.id, now)).toBe(1);
    expect(await findCredential(store.db, one.token, now)).toBeUndefined();
    expect(await findCredential(store.db, two.token, now)).toBeDefined();
    expect(await revokeCredential(store.db, 'revoked', now)).toBe(2);
    await expect(revokeCredential(store.db, 'revoked', now)).rejects.toMatchObject({ status: 404 });
  });

  it('allows five live credentials of a client, however they are asked for', async () => {
    const create = () => createCredential(store.db, { client: 'five', scopes: [], now });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, create));
    const created = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(created).toHaveLength(5);
    await expect(create()).rejects.toMatchObject({
      code: 'token.too-many',
      message: expect.stringContaining('token revoke'),
    });
    await revokeCredential(store.db, created[0]?.value.id ?? '', now);
    await expect(create()).resolves.toBeDefined();
  });

  it('notes the last use at most once a minute', async () => {
    const { id, token } = await createCredential(store.db, { client: 'used', scopes: [], now });
    await findCredential(store.db, token, now);
    await expect.poll(() => lastUsed(id)).toEqual(now);
    await findCredential(store.db, token, later(0.9));
    await findCredential(store.db, token, later(2));
    await expect.poll(() => lastUsed(id)).toEqual(later(2));
  });

  it('gives the demo a fixed token and can tell that it did', async () => {
    expect(await hasDemoClient(store.db)).toBe(false);
    const demo = { client: 'demo', scopes: ['users'], now };
    await ensureDemoCredential(store.db, { ...demo, token: 'first' });
    await ensureDemoCredential(store.db, { ...demo, token: 'second' });
    await ensureDemoCredential(store.db, { ...demo, token: 'second' });
    expect(await findCredential(store.db, 'first', now)).toBeUndefined();
    expect(await findCredential(store.db, 'second', now)).toMatchObject({ name: 'demo' });
    expect(await hasDemoClient(store.db)).toBe(true);
    await revokeCredential(store.db, 'demo', now);
    expect(await hasDemoClient(store.db)).toBe(false);
  });
});
