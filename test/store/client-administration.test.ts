import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import {
  describeClient,
  describeClients,
  issueToken,
  revokeTokens,
  rotateToken,
} from '../../src/store/client-administration.ts';
import { findCredential } from '../../src/store/credentials.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, type TestDatabase } from './engines.ts';

const DAY = 86_400_000;
const now = new Date('2026-03-01T10:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const by = { actor: 'ops', requestId: 'request' };
const configured = { names: ['robot'], settingsOf: (name: string) => `settings of ${name}` };

describe.each(engines)('clients and their tokens on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  const issue = (client: string, expiresAt?: Date) =>
    issueToken(store, { client, scopes: ['users', 'groups'], expiresAt }, by, now);
  const rotate = (id: string, overlapMs: number, expiresAt?: Date) =>
    rotateToken(store, { id, overlapMs, expiresAt }, by, now);
  const lives = async (token: string, at: Date) => (await findCredential(store.db, token, at)) !== undefined;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('rotates a token, which lasts for the overlap and no longer', async () => {
    const old = await issue('okta');
    const rotated = await rotate(old.id, DAY);
    expect(rotated).toMatchObject({
      client: 'okta',
      scopes: ['users', 'groups'],
      replaces: { id: old.id, endsAt: later(DAY).toISOString() },
    });
    expect(rotated.expiresAt).toBeUndefined();
    expect(await lives(old.token, later(DAY - 1))).toBe(true);
    expect(await lives(old.token, later(DAY))).toBe(false);
    expect(await lives(rotated.token, later(400 * DAY))).toBe(true);
    const [entry] = await listAudit(store.db, { limit: 1 });
    expect(entry).toMatchObject({
      actor: 'ops',
      requestId: 'request',
      action: 'token.rotated',
      detail: { id: rotated.id, name: 'okta', replaces: rotated.replaces },
    });
    expect(JSON.stringify(entry)).not.toContain('gsb_');
  });

  it('gives the new token as long as the old one was made for, and the old one no longer than it had', async () => {
    const old = await issue('yearly', later(10 * DAY));
    const rotated = await rotateToken(store, { id: old.id, overlapMs: 30 * DAY }, by, later(DAY));
    expect(rotated.expiresAt).toBe(later(11 * DAY).toISOString());
    expect(rotated.replaces.endsAt).toBe(later(10 * DAY).toISOString());
    expect((await rotate(rotated.id, 0, later(3 * DAY))).expiresAt).toBe(later(3 * DAY).toISOString());
  });

  it('refuses a token that has been replaced, has ended or never was', async () => {
    const old = await issue('twice');
    const { id } = await rotate(old.id, DAY);
    await expect(rotate(old.id, DAY)).rejects.toMatchObject({
      code: 'token.replaced',
      message: expect.stringContaining(id),
    });
    await revokeTokens(store, id, by, now);
    await expect(rotate(id, DAY)).rejects.toMatchObject({ code: 'token.unknown' });
    await expect(rotate('never', DAY)).rejects.toMatchObject({ code: 'token.unknown' });
  });

  it('replaces a token once, however many ask at the same time', async () => {
    const { id } = await issue('race');
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => rotate(id, DAY)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('makes room for the new one of six when the old one ends at once, and undoes nothing half-way', async () => {
    const tokens = await Promise.all([1, 2, 3, 4, 5].map(() => issue('five')));
    const [first] = tokens;
    if (first === undefined) throw new Error('no token');
    await expect(rotate(first.id, DAY)).rejects.toMatchObject({ code: 'token.too-many' });
    expect(await lives(first.token, later(400 * DAY))).toBe(true);
    await rotate(first.id, 0);
    expect(await lives(first.token, now)).toBe(false);
  });

  it('refuses an end in the past', async () => {
    await expect(issue('past', now)).rejects.toMatchObject({ code: 'token.ends-before' });
    const { id } = await issue('past');
    await expect(rotate(id, 0, now)).rejects.toMatchObject({ code: 'token.ends-before' });
  });

  it('describes clients with a token and clients of the policy, without a secret', async () => {
    const { id, token } = await issue('seen', later(DAY));
    await findCredential(store.db, token, now);
    const { id: next } = await rotate(id, 0);
    const client = await describeClient(store, 'seen', configured, later(DAY));
    expect(client).toMatchObject({
      name: 'seen',
      authority: 'seen',
      configured: false,
      settings: 'settings of seen',
      credentials: expect.arrayContaining([
        expect.objectContaining({ id, state: 'revoked', replacedBy: next }),
        expect.objectContaining({ id: next, state: 'expired', expiresAt: later(DAY).toISOString() }),
      ]),
    });
    const clients = await describeClients(store, configured, now);
    expect(clients.map(({ name }) => name)).toEqual(clients.map(({ name }) => name).sort());
    expect(clients).toContainEqual({
      name: 'robot',
      authority: undefined,
      createdAt: undefined,
      configured: true,
      settings: 'settings of robot',
      credentials: [],
    });
    expect(JSON.stringify(clients)).not.toMatch(/gsb_|hash/);
    await expect(describeClient(store, 'nobody', configured, now)).rejects.toMatchObject({
      code: 'client.unknown',
    });
  });
});
