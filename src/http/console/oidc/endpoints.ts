/** Signing in with an OpenID provider: there, and back with a code. */

import { createHmac, randomBytes } from 'node:crypto';
import { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { BridgeError } from '../../../errors.ts';
import { recordAudit } from '../../../store/audit.ts';
import type { Person, Role } from '../../../store/console-sessions.ts';
import type { Store } from '../../../store/open.ts';
import type { Logger } from '../../../telemetry/logger.ts';
import type { AuthenticationGate } from '../../authentication-gate.ts';
import { readRequestId } from '../../request-id.ts';
import { toScimError } from '../../scim-error.ts';
import { createCookie } from '../session-cookie.ts';
import type { Sessions } from '../sessions.ts';
import { actorOf, describePerson } from '../signed-in.ts';
import { type Claims, findWeakness, readPerson, readRole } from './claims.ts';
import { renderRefusal } from './page.ts';
import { type Attempt, Provider } from './provider.ts';
import type { OidcSettings } from './settings.ts';

export interface OidcOptions {
  readonly oidc: OidcSettings;
  readonly store: Store;
  readonly sessions: Sessions;
  readonly gate: AuthenticationGate;
  /** Public URL of the bridge, without a trailing slash. */
  readonly origin: (request: Request) => string;
  readonly log: Pick<Logger, 'warn'>;
}

const CALLBACK = '/console/oidc/callback';
/** So long somebody may take at the provider. */
const ATTEMPT_MS = 10 * 60_000;

/** All that has to be remembered of an attempt follows from one secret in the browser: any instance can go on. */
function attemptOf(secret: string): Attempt {
  const derive = (purpose: string) => createHmac('sha256', secret).update(purpose).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), verifier: derive('verifier') };
}

function refuseNoAttempt(): BridgeError {
  return new BridgeError(
    'This browser has not started a sign-in, or too long ago, or it was completed before: start it again',
    { code: 'console.sign-in-refused', status: 401 },
  );
}

function refuseNoRole({ name, email, subject }: Person): BridgeError {
  return new BridgeError(
    `${name ?? email ?? subject} has no role here. Ask whoever looks after the bridge for one of the groups or roles ` +
      'that console.oidc.roles names',
    { code: 'console.no-role', status: 403 },
  );
}

function refuseWeak({ name, email, subject }: Person, weakness: string): BridgeError {
  return new BridgeError(
    `${name ?? email ?? subject} has not proved enough (${weakness}): sign in with what console.oidc.require asks for, such as a second factor`,
    { code: 'console.weak-sign-in', status: 403 },
  );
}

export function createOidcEndpoints(options: OidcOptions): Router {
  const { oidc, store, sessions, gate, origin, log } = options;
  const provider = new Provider(oidc);
  // Lax: the provider's page, another site, sends the browser back, and Strict would keep the cookie from that.
  const cookie = createCookie('gsb-sign-in', 'lax', '/console/oidc', origin);

  async function requireRole(claims: Claims, response: Response): Promise<{ person: Person; role: Role }> {
    const person = readPerson(claims, oidc.issuer);
    if (person === undefined) throw refuseNoAttempt();
    const role = readRole(claims, oidc);
    const weakness = findWeakness(claims, oidc);
    if (role !== undefined && weakness === undefined) return { person, role };
    const { detail, personal } = describePerson(person);
    await recordAudit(store.db, {
      at: new Date(),
      actor: actorOf({ person }),
      action: 'session.refused',
      requestId: readRequestId(response),
      detail: { reason: role === undefined ? 'no-role' : 'weak', ...detail },
      ...(personal === undefined ? {} : { personal }),
    });
    throw weakness === undefined || role === undefined ? refuseNoRole(person) : refuseWeak(person, weakness);
  }

  async function start(request: Request, response: Response): Promise<void> {
    gate.admit(request, undefined);
    cookie.refuseInsecure(request);
    const secret = randomBytes(32).toString('base64url');
    const url = await provider.authorizationUrl(attemptOf(secret), `${origin(request)}${CALLBACK}`);
    cookie.set(request, response, secret, ATTEMPT_MS);
    response.redirect(303, url.href);
  }

  async function finish(request: Request, response: Response): Promise<void> {
    gate.admit(request, undefined);
    const secret = cookie.read(request);
    // Whatever comes of it, the attempt is over.
    cookie.clear(request, response);
    if (secret === undefined) throw refuseNoAttempt();
    const answer = new URL(request.originalUrl, 'http://query.invalid');
    const claims = await provider.readClaims(
      attemptOf(secret),
      new URL(`${origin(request)}${CALLBACK}${answer.search}`),
    );
    const signedIn = await requireRole(claims, response);
    await sessions.start(request, response, signedIn);
    // The page that comes next asks for its session by itself: from its own origin, which Strict cookies allow.
    response.redirect(303, `${origin(request)}/console/`);
  }

  const answerRefusal: ErrorRequestHandler = (error, request, response, next) => {
    const { status, headers, body } = toScimError(error);
    if (!(error instanceof BridgeError) || response.headersSent) return next(error);
    log.warn('sign-in refused', {
      requestId: readRequestId(response),
      code: error.code,
      reason: error.message,
    });
    if (error.code === 'console.sign-in-refused') gate.refuse(request, response, { reason: 'provider' });
    response.status(status).set(headers).type('html').send(renderRefusal(body.detail));
  };

  const router = Router();
  router.get('/oidc/start', start);
  router.get('/oidc/callback', finish);
  router.use('/oidc', answerRefusal);
  return router;
}
