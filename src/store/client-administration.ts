/**
 * What administrators do with clients and their tokens, from the command line and the admin API alike. What is changed
 * commits together with its entry in the audit trail.
 */

import { BridgeError } from '../errors.ts';
import { type Administrator, recordAudit } from './audit.ts';
import { listClients } from './clients.ts';
import { rotateCredential } from './credential-rotation.ts';
import {
  type CredentialInfo,
  type CredentialState,
  createCredential,
  listCredentials,
  revokeCredential,
  stateOf,
} from './credentials.ts';
import type { Store } from './open.ts';

export const CREDENTIAL_SCOPES = ['users', 'groups', 'read', 'admin'] as const;

/** Also the part of a path and of the audit trail, so no spaces and nothing that needs escaping. */
export const CLIENT_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/i;

/** A new token; it is shown here and nowhere else. */
export interface IssuedToken {
  readonly id: string;
  readonly client: string;
  readonly token: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: string | undefined;
}

export interface DescribedCredential {
  readonly id: string;
  readonly state: CredentialState;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
  readonly revokedAt?: string | undefined;
  readonly lastUsedAt?: string | undefined;
  readonly replacedBy?: string | undefined;
}

/** What the policy says of clients, whatever that is. */
export interface ConfiguredClients<Settings> {
  /** Those that have settings of their own. */
  readonly names: readonly string[];
  settingsOf(name: string): Settings;
}

export interface DescribedClient<Settings> {
  readonly name: string;
  /** Missing for a client that only the policy names: it has had no token yet. */
  readonly authority?: string | undefined;
  readonly createdAt?: string | undefined;
  /** Whether the policy names it; the settings are the defaults otherwise. */
  readonly configured: boolean;
  readonly settings: Settings;
  /** Newest first. */
  readonly credentials: readonly DescribedCredential[];
}

export interface NewToken {
  readonly client: string;
  readonly scopes: readonly (typeof CREDENTIAL_SCOPES)[number][];
  readonly authority?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

function refusePast(expiresAt: Date | undefined, now: Date): void {
  if (expiresAt === undefined || expiresAt > now) return;
  throw new BridgeError(`a token that ends at ${expiresAt.toISOString()} would never work: that is over`, {
    code: 'token.ends-before',
    status: 400,
  });
}

/** Creates the client with its first token. */
export async function issueToken(
  store: Store,
  { client, scopes, authority, expiresAt }: NewToken,
  by: Administrator,
  now: Date,
): Promise<IssuedToken> {
  refusePast(expiresAt, now);
  return await store.db.transaction().execute(async (transaction) => {
    const { id, token } = await createCredential(transaction, {
      client,
      scopes,
      now,
      ...(authority === undefined ? {} : { authority }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
    const end = expiresAt?.toISOString();
    const detail = { id, name: client, scopes, authority, expiresAt: end };
    await recordAudit(transaction, { ...by, at: now, action: 'token.created', detail });
    return { id, client, token, scopes, expiresAt: end };
  });
}

export interface TokenRotation {
  readonly id: string;
  readonly overlapMs: number;
  readonly expiresAt?: Date | undefined;
}

export interface RotatedToken extends IssuedToken {
  readonly replaces: { readonly id: string; readonly endsAt: string };
}

export async function rotateToken(
  store: Store,
  rotation: TokenRotation,
  by: Administrator,
  now: Date,
): Promise<RotatedToken> {
  refusePast(rotation.expiresAt, now);
  return await store.db.transaction().execute(async (transaction) => {
    const { replacedEndsAt, ...rotated } = await rotateCredential(transaction, { ...rotation, now });
    const { client, id, scopes } = rotated;
    const expiresAt = rotated.expiresAt?.toISOString();
    const replaces = { id: rotation.id, endsAt: replacedEndsAt.toISOString() };
    const detail = { id, name: client, scopes, expiresAt, replaces };
    await recordAudit(transaction, { ...by, at: now, action: 'token.rotated', detail });
    return { ...rotated, expiresAt, replaces };
  });
}

/** One token by its id, or all of a client by its name. */
export async function revokeTokens(
  store: Store,
  idOrName: string,
  by: Administrator,
  now: Date,
): Promise<{ readonly revoked: number }> {
  return await store.db.transaction().execute(async (transaction) => {
    const revoked = await revokeCredential(transaction, idOrName, now);
    await recordAudit(transaction, {
      ...by,
      at: now,
      action: 'token.revoked',
      detail: { idOrName, revoked },
    });
    return { revoked };
  });
}

function describeCredential(credential: CredentialInfo, now: Date): DescribedCredential {
  const { id, scopes, createdAt, expiresAt, revokedAt, lastUsedAt, replacedBy } = credential;
  return {
    id,
    state: stateOf(credential, now),
    scopes,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString(),
    revokedAt: revokedAt?.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString(),
    replacedBy: replacedBy ?? undefined,
  };
}

/** Those that have had a token and those that the policy names, by name. */
export async function describeClients<Settings>(
  store: Store,
  configured: ConfiguredClients<Settings>,
  now: Date,
): Promise<DescribedClient<Settings>[]> {
  const [known, credentials] = await Promise.all([listClients(store.db), listCredentials(store.db)]);
  const byName = new Map(known.map((client) => [client.name, client]));
  const names = [...new Set([...byName.keys(), ...configured.names])].sort();
  return names.map((name) => ({
    name,
    authority: byName.get(name)?.authority,
    createdAt: byName.get(name)?.createdAt.toISOString(),
    configured: configured.names.includes(name),
    settings: configured.settingsOf(name),
    credentials: credentials
      .filter(({ client }) => client === name)
      .reverse()
      .map((credential) => describeCredential(credential, now)),
  }));
}

/** Throws `client.unknown`. */
export async function describeClient<Settings>(
  store: Store,
  name: string,
  configured: ConfiguredClients<Settings>,
  now: Date,
): Promise<DescribedClient<Settings>> {
  const found = (await describeClients(store, configured, now)).find((client) => client.name === name);
  if (found !== undefined) return found;
  throw new BridgeError(`there is no client '${name}'; see: client list`, {
    code: 'client.unknown',
    status: 404,
  });
}
