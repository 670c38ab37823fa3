/**
 * Who is signed in to the console. An id is 256 random bits, so its SHA-256 is stored without salt. A session that
 * was started with a token ends with that token.
 */

import { createHash, randomBytes } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { ConsoleSessionTable, Database } from './tables.ts';

type Db = Kysely<Database>;
type Queryable = Db | Transaction<Database>;

export type Role = ConsoleSessionTable['role'];

/** Somebody as an OpenID provider knows them. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** What somebody has signed in with: a client's credential, or an account at a provider. */
export type SignedIn =
  | { readonly credential: { readonly id: string; readonly client: string } }
  | { readonly person: Person };

export type ConsoleSession = SignedIn & {
  /** Names the session in the audit trail; opens nothing. */
  readonly reference: string;
  readonly role: Role;
  readonly expiresAt: Date;
};

export interface SessionLimits {
  /** Milliseconds without a request after which a session ends. */
  readonly idle: number;
  /** Milliseconds after which it ends in any case. */
  readonly longest: number;
}

/** A use is worth a write a minute; more often only where sessions end soon. */
const TOUCH_EVERY_MS = 60_000;
const TOUCHES_IN_IDLE_TIME = 10;

function hash(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** The id is in the answer and nowhere else. Ended sessions are cleared away on the occasion. */
export async function startSession(
  db: Queryable,
  signedIn: SignedIn & { readonly role: Role },
  { longest }: SessionLimits,
  now: Date,
): Promise<{ readonly id: string; readonly session: ConsoleSession }> {
  const id = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + longest);
  const reference = randomBytes(6).toString('hex');
  await db.deleteFrom('console_session').where('expires_at', '<=', now).execute();
  const person = 'person' in signedIn ? signedIn.person : undefined;
  await db
    .insertInto('console_session')
    .values({
      id_hash: hash(id),
      reference,
      role: signedIn.role,
      credential_id: 'credential' in signedIn ? signedIn.credential.id : null,
      issuer: person?.issuer ?? null,
      subject: person?.subject ?? null,
      name: person?.name ?? null,
      email: person?.email ?? null,
      started_at: now,
      used_at: now,
      expires_at: expiresAt,
    })
    .execute();
  return { id, session: { ...signedIn, reference, expiresAt } };
}

/**
 * Undefined when there is no such session, or it or the credential that it was started with has ended. To find it is to
 * use it, unless somebody only looks.
 */
export async function findSession(
  db: Db,
  id: string,
  limits: SessionLimits,
  now: Date,
  isUse = true,
): Promise<ConsoleSession | undefined> {
  const row = await selectGood(db, limits, now).where('id_hash', '=', hash(id)).executeTakeFirst();
  if (row === undefined) return undefined;
  const { idle } = limits;
  const signedIn = readSignedIn(row);
  if (signedIn === undefined) return undefined;
  const unused = now.getTime() - row.used_at.getTime();
  if (isUse && unused >= Math.min(TOUCH_EVERY_MS, idle / TOUCHES_IN_IDLE_TIME)) touch(db, row.id_hash, now);
  return { ...signedIn, reference: row.reference, role: row.role, expiresAt: row.expires_at };
}

/** Of sessions that have not ended, with what they were started with. */
function selectGood(db: Queryable, { idle }: SessionLimits, now: Date) {
  return db
    .selectFrom('console_session')
    .leftJoin('credential', 'credential.id', 'console_session.credential_id')
    .selectAll('console_session')
    .select('credential.client_name')
    .where('console_session.expires_at', '>', now)
    .where('used_at', '>', new Date(now.getTime() - idle))
    .where('credential.revoked_at', 'is', null)
    .where(({ or, eb }) =>
      or([eb('credential.expires_at', 'is', null), eb('credential.expires_at', '>', now)]),
    );
}

/** A session as others see it: nothing in it opens anything. */
export type ListedSession = ConsoleSession & { readonly startedAt: Date; readonly usedAt: Date };

/** Those that have not ended, the one used last first; to the minute. */
export async function listSessions(
  db: Queryable,
  limits: SessionLimits,
  now: Date,
): Promise<readonly ListedSession[]> {
  const rows = await selectGood(db, limits, now).orderBy('used_at', 'desc').orderBy('reference').execute();
  return rows.flatMap((row) => {
    const signedIn = readSignedIn(row);
    if (signedIn === undefined) return [];
    const { reference, role, expires_at: expiresAt, started_at: startedAt, used_at: usedAt } = row;
    return [{ ...signedIn, reference, role, expiresAt, startedAt, usedAt }];
  });
}

interface StoredIdentity {
  readonly credential_id: string | null;
  readonly client_name: string | null;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

function readSignedIn(row: StoredIdentity): SignedIn | undefined {
  const { credential_id: id, client_name: client, issuer, subject } = row;
  if (id !== null && client !== null) return { credential: { id, client } };
  if (issuer === null || subject === null) return undefined;
  return { person: { issuer, subject, name: row.name ?? undefined, email: row.email ?? undefined } };
}

/** Never worth failing or delaying a request. */
function touch(db: Db, idHash: string, now: Date): void {
  db.updateTable('console_session')
    .set({ used_at: now })
    .where('id_hash', '=', idHash)
    .execute()
    .catch(() => undefined);
}

/** Ends those of a provider's person who has one of these e-mail addresses; answers which they were. */
export async function endSessionsOfAddresses(
  db: Queryable,
  addresses: readonly string[],
): Promise<Pick<ConsoleSessionTable, 'reference' | 'role' | 'issuer' | 'subject'>[]> {
  if (addresses.length === 0) return [];
  return await db
    .deleteFrom('console_session')
    .where(
      sql<string>`lower(email)`,
      'in',
      addresses.map((address) => address.toLowerCase()),
    )
    .returning(['reference', 'role', 'issuer', 'subject'])
    .execute();
}

/** False when it has ended meanwhile. */
export async function endSessionNamed(db: Queryable, reference: string): Promise<boolean> {
  const result = await db.deleteFrom('console_session').where('reference', '=', reference).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** False when there was none. */
export async function endSession(db: Queryable, id: string): Promise<boolean> {
  const result = await db.deleteFrom('console_session').where('id_hash', '=', hash(id)).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
