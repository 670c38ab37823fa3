/** SCIM clients and their bearer tokens, as the command line manages them. */

import { z } from 'zod';
import type { Administrator } from '../store/audit.ts';
import {
  CLIENT_NAME,
  type ConfiguredClients,
  CREDENTIAL_SCOPES,
  describeClient,
  describeClients,
  issueToken,
  revokeTokens,
  rotateToken,
} from '../store/client-administration.ts';
import { listCredentials } from '../store/credentials.ts';
import type { Store } from '../store/open.ts';

const end = z.iso.datetime().optional();

export const credentialRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('create'),
    name: z.string().regex(CLIENT_NAME),
    authority: z.string().min(1).max(100).optional(),
    scopes: z.array(z.enum(CREDENTIAL_SCOPES)).min(1),
    expiresAt: end,
  }),
  z.strictObject({ action: z.literal('list') }),
  z.strictObject({ action: z.literal('revoke'), idOrName: z.string().min(1) }),
  z.strictObject({
    action: z.literal('rotate'),
    id: z.string().min(1),
    overlapMs: z.number().int().min(0),
    expiresAt: end,
  }),
  z.strictObject({ action: z.literal('client.list') }),
  z.strictObject({ action: z.literal('client.show'), name: z.string().min(1) }),
]);

export type CredentialRequest = z.infer<typeof credentialRequestSchema>;

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** Carries out one request; the answer is plain JSON. A token's secret is in the answers of `create` and `rotate` only. */
export async function manageCredentials(
  store: Store,
  clients: ConfiguredClients<unknown>,
  request: CredentialRequest,
  by: Administrator,
  now: Date,
): Promise<unknown> {
  switch (request.action) {
    case 'create': {
      const { name, scopes, authority, expiresAt } = request;
      const token = { client: name, scopes, authority, expiresAt: toDate(expiresAt) };
      const { client: _name, ...issued } = await issueToken(store, token, by, now);
      return { name, ...issued, expiresAt: issued.expiresAt ?? null };
    }
    case 'rotate': {
      const { id, overlapMs, expiresAt } = request;
      const rotation = { id, overlapMs, expiresAt: toDate(expiresAt) };
      const { client, ...rotated } = await rotateToken(store, rotation, by, now);
      return { name: client, ...rotated, expiresAt: rotated.expiresAt ?? null };
    }
    case 'list':
      return { tokens: await listCredentials(store.db) };
    case 'revoke':
      return await revokeTokens(store, request.idOrName, by, now);
    case 'client.list':
      return { clients: await describeClients(store, clients, now) };
    case 'client.show':
      return await describeClient(store, request.name, clients, now);
  }
}
