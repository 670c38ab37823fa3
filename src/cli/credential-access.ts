/** The bearer tokens of SCIM clients, as the command line manages them. */

import { z } from 'zod';
import { recordAudit } from '../store/audit.ts';
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

async function audit(store: Store, action: string, detail: Record<string, unknown>): Promise<void> {
  await recordAudit(store.db, { at: new Date(), actor: 'command line', action, detail });
}

/** Carries out one request; the answer is plain JSON. A token's secret is in the answer of `create` only. */
export async function manageCredentials(store: Store, request: CredentialRequest): Promise<unknown> {
  switch (request.action) {
    case 'create': {
      const { name, scopes, expiresAt, authority } = request;
      const { id, token } = await createCredential(store.db, {
        client: name,
        scopes,
        now: new Date(),
        ...(authority === undefined ? {} : { authority }),
        ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
      });
      await audit(store, 'token.created', { id, name, scopes });
      return { name, token, id, scopes, expiresAt: expiresAt ?? null };
    }
    case 'list':
      return { tokens: await listCredentials(store.db) };
    case 'revoke': {
      const revoked = await revokeCredential(store.db, request.idOrName, new Date());
      await audit(store, 'token.revoked', { idOrName: request.idOrName });
      return { revoked };
    }
  }
}
