/** The admin API's part for SCIM clients: what each may do, and its credentials from the first to the last. */

import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { ClientSettings } from '../../scim/client-settings.ts';
import {
  CLIENT_NAME,
  type ConfiguredClients,
  CREDENTIAL_SCOPES,
  describeClient,
  describeClients,
  issueToken,
  revokeTokens,
  rotateToken,
} from '../../store/client-administration.ts';
import type { Store } from '../../store/open.ts';
import { parseBody } from './body.ts';
import { administratorOf } from './guard.ts';

const DAY_SECONDS = 86_400;

const end = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const issueBody = z.strictObject({
  scopes: z.array(z.enum(CREDENTIAL_SCOPES)).min(1),
  /** Only for a client's first one. */
  authority: z.string().trim().min(1).max(100).optional(),
  expiresAt: end.optional(),
});

export const rotateBody = z.strictObject({
  /** For so long the old one goes on; 0 ends it at once. */
  overlapSeconds: z
    .number()
    .int()
    .min(0)
    .max(90 * DAY_SECONDS)
    .default(DAY_SECONDS),
  expiresAt: end.optional(),
});

/** What holds for a client, beyond what its requests are answered with. */
export interface ClientView extends ClientSettings {
  readonly addresses?: readonly string[] | undefined;
  readonly guard: 'off' | { readonly deactivations: number; readonly withinSeconds: number };
  /** It may prove itself with a signed JWT. */
  readonly signedAssertions?: { readonly scopes: readonly string[] } | undefined;
}

export interface ClientRouterOptions {
  readonly store: Store;
  readonly clients: ConfiguredClients<ClientView>;
}

function requireName(name: string): string {
  if (CLIENT_NAME.test(name)) return name;
  throw new BridgeError(
    `'${name}' cannot be the name of a client: letters, digits and . _ - (not first), at most 63`,
    { code: 'client.bad-name', status: 400 },
  );
}

export function createClientRouter({ store, clients }: ClientRouterOptions): Router {
  const router = Router();
  const describeOne = (name: string) => describeClient(store, name, clients, new Date());
  const requireCredential = async ({ params }: Request<{ name: string; id: string }>) => {
    const { credentials } = await describeOne(params.name);
    if (credentials.some(({ id }) => id === params.id)) return params.id;
    throw new BridgeError(`client '${params.name}' has no token '${params.id}'`, {
      code: 'token.unknown',
      status: 404,
    });
  };
  /** The answer holds a secret: no cache on its way may keep it. */
  const sendSecret = (response: Response, issued: unknown) =>
    response.status(201).set('Cache-Control', 'no-store').json(issued);

  router.get('/', async (_request, response) => {
    response.json({ clients: await describeClients(store, clients, new Date()) });
  });
  router.get('/:name', async (request, response) => {
    response.json(await describeOne(request.params.name));
  });
  router.get('/:name/credentials', async (request, response) => {
    const { credentials } = await describeOne(request.params.name);
    response.json({ credentials });
  });
  router.post('/:name/credentials', async (request, response) => {
    const token = { client: requireName(request.params.name), ...parseBody(issueBody, request.body) };
    sendSecret(response, await issueToken(store, token, administratorOf(response), new Date()));
  });
  router.post('/:name/credentials/:id/rotate', async (request, response) => {
    const { overlapSeconds, expiresAt } = parseBody(rotateBody, request.body);
    const rotation = { id: await requireCredential(request), overlapMs: overlapSeconds * 1_000, expiresAt };
    sendSecret(response, await rotateToken(store, rotation, administratorOf(response), new Date()));
  });
  router.post('/:name/credentials/:id/revoke', async (request, response) => {
    const id = await requireCredential(request);
    response.json(await revokeTokens(store, id, administratorOf(response), new Date()));
  });
  router.post('/:name/revoke', async (request, response) => {
    const { name } = await describeOne(request.params.name);
    response.json(await revokeTokens(store, name, administratorOf(response), new Date()));
  });
  return router;
}
