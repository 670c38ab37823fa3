/** The description of what the admin API has for SCIM clients and their credentials. */

import { z } from 'zod';
import { CREDENTIAL_SCOPES } from '../../../store/client-administration.ts';
import { issueBody, rotateBody } from '../clients.ts';
import type { Operation } from './operation.ts';

const time = z.iso.datetime();
const credentialScopes = z.array(z.enum(CREDENTIAL_SCOPES));

const credential = z.strictObject({
  id: z.string(),
  state: z.enum(['live', 'expired', 'revoked']),
  scopes: credentialScopes,
  createdAt: time,
  expiresAt: time.optional().describe('missing: it has no end'),
  revokedAt: time.optional(),
  lastUsedAt: time.optional().describe('to the minute; missing: never'),
  replacedBy: z.string().optional().describe('the credential that took its place'),
});

const credentialList = z.strictObject({ credentials: z.array(credential).describe('newest first') });

const client = z.strictObject({
  name: z.string(),
  authority: z
    .string()
    .optional()
    .describe(
      'name its externalIds are kept under; missing: the policy names it and it has had no token yet',
    ),
  createdAt: time.optional(),
  configured: z.boolean().describe('the policy file names it; its settings are the defaults otherwise'),
  settings: z
    .strictObject({
      scope: z.enum(['all', 'own']).describe('own: only people whom it created or adopted'),
      readOnly: z.boolean(),
      dryRun: z.boolean().describe('writes are planned and not made'),
      patchAnswer: z.literal([200, 204]),
      rate: z.strictObject({ perSecond: z.number(), burst: z.int() }),
      addresses: z.array(z.string()).optional().describe('where it may call from; missing: anywhere'),
      guard: z.union([z.literal('off'), z.strictObject({ deactivations: z.int(), withinSeconds: z.int() })]),
      signedAssertions: z
        .strictObject({ scopes: credentialScopes })
        .optional()
        .describe('it may prove itself with a signed JWT'),
    })
    .describe('what holds for it, from the policy file'),
  credentials: z.array(credential).describe('newest first'),
});

const clientList = z.strictObject({ clients: z.array(client).describe('by name') });

const issuedCredential = z.strictObject({
  id: z.string(),
  client: z.string(),
  token: z.string().describe('the secret; it is not shown again'),
  scopes: credentialScopes,
  expiresAt: time.optional(),
});

const rotatedCredential = z.strictObject({
  ...issuedCredential.shape,
  replaces: z.strictObject({ id: z.string(), endsAt: time }),
});

const revoked = z.strictObject({ revoked: z.int().describe('how many') });

export const CLIENT_OPERATIONS = [
  {
    method: 'get',
    path: '/clients',
    id: 'listClients',
    tag: 'Clients',
    summary: 'SCIM clients with what is configured for each and their credentials, secrets left out',
    answer: clientList,
  },
  {
    method: 'get',
    path: '/clients/{name}',
    id: 'readClient',
    tag: 'Clients',
    summary: 'One of them',
    answer: client,
    refusals: [404],
  },
  {
    method: 'get',
    path: '/clients/{name}/credentials',
    id: 'listCredentials',
    tag: 'Clients',
    summary: 'Its credentials with end and last use, newest first; secrets are never shown',
    answer: credentialList,
    refusals: [404],
  },
  {
    method: 'post',
    path: '/clients/{name}/credentials',
    id: 'createCredential',
    tag: 'Clients',
    summary: 'Creates a credential, and the client with its first one; the token is shown once',
    body: issueBody,
    answer: issuedCredential,
    status: 201,
    refusals: [409],
  },
  {
    method: 'post',
    path: '/clients/{name}/credentials/{id}/rotate',
    id: 'rotateCredential',
    tag: 'Clients',
    summary:
      'Puts a new credential in the place of one, which lasts for a while beside it (a day unless given)',
    body: rotateBody,
    answer: rotatedCredential,
    status: 201,
    refusals: [404, 409],
  },
  {
    method: 'post',
    path: '/clients/{name}/credentials/{id}/revoke',
    id: 'revokeCredential',
    tag: 'Clients',
    summary: 'Ends a credential at once',
    answer: revoked,
    refusals: [404],
  },
  {
    method: 'post',
    path: '/clients/{name}/revoke',
    id: 'revokeCredentials',
    tag: 'Clients',
    summary: 'Ends all credentials of a client at once',
    answer: revoked,
    refusals: [404],
  },
] as const satisfies readonly Operation[];
