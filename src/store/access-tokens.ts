/**
 * Access tokens that the bridge's own token endpoint issues, good for minutes. One that was issued for a client's
 * secret ends with that secret.
 */

import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ensureClient } from './clients.ts';
import type { AuthenticatedClient } from './credentials.ts';
import type { Database } from './tables.ts';

type Db = Kysely<Database>;

const PREFIX = 'gsa_';

export interface NewAccessToken {
  readonly client: string;
  /** Of a client that proves itself with a key; one with a secret has its authority already. */
  readonly authority?: string | undefined;
  /** The secret that it was issued for. */
  readonly credentialId?: string | undefined;
  readonly scopes: readonly string[];
  readonly now: Date;
  readonly expiresAt: Date;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The token is in the answer and nowhere else. Expired ones are cleared away on the occasion. */
export async function issueAccessToken(db: Db, issued: NewAccessToken): Promise<string> {
  const { client, authority, credentialId, scopes, now, expiresAt } = issued;
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  await db.transaction().execute(async (transaction) => {
    await ensureClient(transaction, { client, now, ...(authority === undefined ? {} : { authority }) });
    await transaction.deleteFrom('access_token').where('expires_at', '<=', now).execute();
    await transaction
      .insertInto('access_token')
      .values({
        secret_hash: hash(token),
        client_name: client,
        credential_id: credentialId ?? null,
        scopes: [...scopes],
        expires_at: expiresAt,
      })
      .execute();
  });
  return token;
}

/** The client that an access token was issued to; undefined when it is unknown, or it or its secret has ended. */
export async function findAccessToken(
  db: Db,
  token: string,
  now: Date,
): Promise<AuthenticatedClient | undefined> {
  if (!token.startsWith(PREFIX)) return undefined;
  const row = await db
    .selectFrom('access_token')
    .innerJoin('client', 'client.name', 'access_token.client_name')
    .leftJoin('credential', 'credential.id', 'access_token.credential_id')
    .select(['client.name', 'client.authority', 'access_token.scopes', 'access_token.credential_id'])
    .select(['credential.revoked_at', 'credential.expires_at'])
    .where('access_token.secret_hash', '=', hash(token))
    .where('access_token.expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined || row.revoked_at !== null) return undefined;
  if (row.expires_at !== null && row.expires_at <= now) return undefined;
  const { name, authority, scopes, credential_id: credentialId } = row;
  return { name, authority, scopes, ...(credentialId === null ? {} : { credentialId }) };
}

/** False when an assertion with this identity was used before: each is good for one token. */
export async function useAssertion(db: Db, identity: string, now: Date, expiresAt: Date): Promise<boolean> {
  await db.deleteFrom('used_assertion').where('expires_at', '<=', now).execute();
  const inserted = await db
    .insertInto('used_assertion')
    .values({ id_hash: hash(identity), expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('id_hash').doNothing())
    .returning('id_hash')
    .executeTakeFirst();
  return inserted !== undefined;
}
