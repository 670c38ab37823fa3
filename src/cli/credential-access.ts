/** The bearer tokens of SCIM clients, as the command line manages them. */

import { z } from 'zod';
import { type Administrator, recordAudit } from '../store/audit.ts';
import { createCredential, listCredentials, revokeCredential } from '../store/credentials.ts';
import type { Store } from '../store/open.ts';

export const SCOPES = ['users', 'groups', 'read', 'admin'] as const;

export const credentialRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('create'),
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i),
    authority: z.string().min(1).max(100).optional(),
    scopes: z.array(z.enum(SCOPES)).min(1),
    expiresAt: z.iso.datetime().optional(),
  }),
  z.strictObject({ action: z.literal('list') }),
  z.strictObject({ action: z.literal('revoke'), idOrName: z.string().min(1) }),
]);

export type CredentialRequest = z.infer<typeof credentialRequestSchema>;

/**
 * Carries out one request; the answer is plain JSON. A token's secret is in the answer of `create` only. What is
 * changed commits together with its entry in the audit trail.
 */
export async function manageCredentials(
  store: Store,
  request: CredentialRequest,
  by: Administrator,
  now: Date,
): Promise<unknown> {
  switch (request.action) {
    case 'create': {
      const { name, scopes, expiresAt, authority } = request;
      const { id, token } = await store.db.transaction().execute(async (transaction) => {
        const created = await createCredential(transaction, {
          client: name,
          scopes,
          now,
          ...(authority === undefined ? {} : { authority }),
          ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
        });
        const detail = { id: created.id, name, scopes, authority, expiresAt };
        await recordAudit(transaction, { ...by, at: now, action: 'token.created', detail });
        return created;
      });
      return { name, token, id, scopes, expiresAt: expiresAt ?? null };
    }
    case 'list':
      return { tokens: await listCredentials(store.db) };
    case 'revoke': {
      const { idOrName } = request;
      const revoked = await store.db.transaction().execute(async (transaction) => {
        const count = await revokeCredential(transaction, idOrName, now);
        const detail = { idOrName, revoked: count };
        await recordAudit(transaction, { ...by, at: now, action: 'token.revoked', detail });
        return count;
      });
      return { revoked };
    }
  }
}
