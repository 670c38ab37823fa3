/**
 * Tokens are managed in the database; where a running bridge holds the embedded one, through its control
 * socket. Both ways take the same requests and give the same answers.
 */

import { request as httpRequest } from 'node:http';
import { z } from 'zod';
import { BridgeError } from '../errors.ts';
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

const answerSchema = z.union([
  z.object({ answer: z.unknown() }),
  z.object({ error: z.object({ code: z.string(), status: z.number(), message: z.string() }) }),
]);

function readAnswer(text: string): unknown {
  const parsed = answerSchema.parse(JSON.parse(text));
  if ('error' in parsed) {
    const { code, status, message } = parsed.error;
    throw new BridgeError(message, { code, status });
  }
  return parsed.answer;
}

/** Asks the bridge that owns the data folder. */
export function askOwner(socketPath: string, request: CredentialRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(
        new BridgeError(
          `the running bridge cannot be reached through ${socketPath}; stop it or use its admin API`,
          {
            code: 'cli.no-owner',
            status: 500,
            cause,
          },
        ),
      );
    const call = httpRequest(
      { socketPath, path: '/credentials', method: 'POST', timeout: 10_000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          try {
            resolve(readAnswer(text));
          } catch (error) {
            if (error instanceof BridgeError) reject(error);
            else fail(error);
          }
        });
      },
    );
    call.on('error', fail);
    call.on('timeout', () => call.destroy(new Error('no answer within 10 s')));
    call.setHeader('Content-Type', 'application/json');
    call.end(JSON.stringify(request));
  });
}
