/**
 * Bearer tokens of SCIM clients. A token is 256 random bits, so its SHA-256 is stored without salt:
 * nobody can guess what would have to be hashed.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { BridgeError } from '../errors.ts';
import { type EnsuredClient, ensureClient } from './clients.ts';
import type { Database } from './tables.ts';

type Db = Kysely<Database>;
type Queryable = Db | Transaction<Database>;

/** Enough for rotation with overlap; more would hide a forgotten one. */
const MOST_LIVE_CREDENTIALS = 5;
const TOUCH_EVERY_MS = 60_000;

export interface NewCredential extends EnsuredClient {
  readonly scopes: readonly string[];
  readonly expiresAt?: Date;
}

export interface CredentialInfo {
  readonly id: string;
  readonly client: string;
  readonly authority: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** The one that took its place. */
  readonly replacedBy: string | null;
}

export type CredentialState = 'live' | 'expired' | 'revoked';

export function stateOf(
  { revokedAt, expiresAt }: Pick<CredentialInfo, 'revokedAt' | 'expiresAt'>,
  now: Date,
): CredentialState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'live';
}

export interface AuthenticatedClient {
  readonly name: string;
  readonly authority: string;
  readonly scopes: readonly string[];
  /** The credential that it has proved itself with; none with a signed assertion. */
  readonly credentialId?: string;
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

async function refuseTooMany(db: Queryable, client: string, now: Date): Promise<void> {
  const { live } = await db
    .selectFrom('credential')
    .select((expression) => expression.fn.countAll().as('live'))
    .where('client_name', '=', client)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .executeTakeFirstOrThrow();
  if (Number(live) < MOST_LIVE_CREDENTIALS) return;
  throw new BridgeError(
    `client '${client}' has ${MOST_LIVE_CREDENTIALS} live tokens already; revoke one first: token revoke ID`,
    { code: 'token.too-many', status: 409 },
  );
}

async function insertCredential(
  db: Queryable,
  { client, scopes, expiresAt, now }: NewCredential,
  token: string,
): Promise<string> {
  const id = randomBytes(6).toString('hex');
  await db
    .insertInto('credential')
    .values({
      id,
      client_name: client,
      secret_hash: hashToken(token),
      scopes: [...scopes],
      created_at: now,
      expires_at: expiresAt ?? null,
    })
    .execute();
  return id;
}

/** The token is in the answer and nowhere else. */
export async function createCredential(
  db: Queryable,
  credential: NewCredential,
): Promise<{ readonly id: string; readonly token: string }> {
  if (!db.isTransaction) {
    return await db.transaction().execute((transaction) => createCredential(transaction, credential));
  }
  const token = `gsb_${randomBytes(32).toString('base64url')}`;
  await ensureClient(db, credential);
  await refuseTooMany(db, credential.client, credential.now);
  return { id: await insertCredential(db, credential, token), token };
}

/** Makes a given token the only one of the client: for the demo, whose token is configured or new each time. */
export async function ensureDemoCredential(
  db: Db,
  { token, ...credential }: NewCredential & { readonly token: string },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await ensureClient(transaction, credential);
    await transaction.deleteFrom('credential').where('client_name', '=', credential.client).execute();
    await transaction.deleteFrom('credential').where('secret_hash', '=', hashToken(token)).execute();
    await insertCredential(transaction, credential, token);
  });
}

/** True when a demo has left its tokens in this database. */
export async function hasDemoClient(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('credential')
    .select('id')
    .where('client_name', 'in', ['demo', 'demo-admin'])
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Last use is worth a write a minute, and never worth failing or delaying a request. */
function touch(db: Db, id: string, lastUsedAt: Date | null, now: Date): void {
  if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < TOUCH_EVERY_MS) return;
  db.updateTable('credential')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .execute()
    .catch(() => undefined);
}

function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The client a token belongs to; undefined when it is unknown, revoked or expired. */
export async function findCredential(
  db: Db,
  token: string,
  now: Date,
): Promise<(AuthenticatedClient & { readonly credentialId: string }) | undefined> {
  const hash = hashToken(token);
  const row = await db
    .selectFrom('credential')
    .innerJoin('client', 'client.name', 'credential.client_name')
    .selectAll('credential')
    .select('client.authority')
    .where('secret_hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined || !isSameHash(row.secret_hash, hash)) return undefined;
  if (row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now)) return undefined;
  touch(db, row.id, row.last_used_at, now);
  return { name: row.client_name, authority: row.authority, scopes: row.scopes, credentialId: row.id };
}

/**
 * The client that somebody meant who was refused: the one that a revoked or expired token belongs to, else the one
 * whose name was given. Undefined when there is no such client.
 */
export async function findMeantClient(
  db: Db,
  { secret, name }: { readonly secret?: string | undefined; readonly name?: string | undefined },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('credential')
    .select('client_name')
    .where('secret_hash', '=', hashToken(secret ?? ''))
    .executeTakeFirst();
  if (row !== undefined || name === undefined) return row?.client_name;
  const client = await db.selectFrom('client').select('name').where('name', '=', name).executeTakeFirst();
  return client?.name;
}

export async function listCredentials(db: Db): Promise<CredentialInfo[]> {
  const rows = await db
    .selectFrom('credential')
    .innerJoin('client', 'client.name', 'credential.client_name')
    .selectAll('credential')
    .select('client.authority')
    .orderBy('credential.created_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    client: row.client_name,
    authority: row.authority,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    replacedBy: row.replaced_by,
  }));
}

/** Revokes one token by its id, or every live token of a client by its name; answers how many. */
export async function revokeCredential(db: Queryable, idOrName: string, now: Date): Promise<number> {
  const result = await db
    .updateTable('credential')
    .set({ revoked_at: now })
    .where((where) => where.or([where('id', '=', idOrName), where('client_name', '=', idOrName)]))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const revoked = Number(result.numUpdatedRows);
  if (revoked > 0) return revoked;
  throw new BridgeError(`no live token has the id or client name '${idOrName}'; see: token list`, {
    code: 'token.unknown',
    status: 404,
  });
}
