/** Signing in to the console and out of it. */

import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { findCredential } from '../../store/credentials.ts';
import type { Store } from '../../store/open.ts';
import { parseBody } from '../admin/body.ts';
import type { AuthenticationGate } from '../authentication-gate.ts';
import { readBody } from '../scim/body.ts';
import type { Sessions } from './sessions.ts';

/** What a page offers to somebody who is not signed in. */
export interface WaysToSignIn {
  readonly token: true;
  /** The provider's name on its button. */
  readonly oidc?: { readonly name: string };
}

export interface SessionEndpointOptions {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly gate: AuthenticationGate;
  readonly signIn: WaysToSignIn;
  readonly now?: () => Date;
}

const signInBody = z.strictObject({ token: z.string().trim().min(1).max(512) });

function refuseToken(): BridgeError {
  return new BridgeError(
    'The token is unknown, revoked or expired; create one with: token create NAME --scope admin',
    { code: 'console.sign-in-refused', status: 401 },
  );
}

function refuseScope(client: string): BridgeError {
  return new BridgeError(
    `The token of '${client}' lacks the scope 'admin'; create one with: token create NAME --scope admin`,
    { code: 'admin.missing-scope', status: 403 },
  );
}

export function createSessionEndpoints(options: SessionEndpointOptions): Router {
  const { store, sessions, gate, signIn, now = () => new Date() } = options;

  async function signInWithToken(request: Request, response: Response): Promise<void> {
    const { token } = parseBody(signInBody, request.body);
    gate.admit(request, token);
    const found = await findCredential(store.db, token, now());
    if (found === undefined) {
      gate.refuse(request, response, { reason: 'unknown-token', secret: token });
      throw refuseToken();
    }
    const { name: client, credentialId: id, scopes } = found;
    if (!scopes.includes('admin')) {
      gate.refuse(request, response, { reason: 'missing-scope', name: client });
      throw refuseScope(client);
    }
    gate.accept(request, response, client, token);
    const shown = await sessions.start(request, response, {
      credential: { id, client },
      role: 'administrator',
    });
    response.json({ ...shown, signIn });
  }

  const router = Router();
  router.use('/session', (request, _response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') sessions.refuseForeign(request);
    next();
  });
  router.post('/session', readBody, signInWithToken);
  router.get('/session', async (request, response) => {
    const open = await sessions.find(request);
    if (open === undefined) response.status(401).json({ signIn });
    else response.json({ ...sessions.show(open), signIn });
  });
  router.delete('/session', async (request, response) => {
    await sessions.end(request, response);
    response.status(204).end();
  });
  return router;
}
