/** Who calls the admin API: a client by its token, or somebody who is signed in to the console. */

import type { Request, RequestHandler, Response } from 'express';
import { BridgeError } from '../../errors.ts';
import type { ScimClient } from '../../scim/backend.ts';
import type { ClientSettings } from '../../scim/client-settings.ts';
import { isRecord } from '../../scim/json.ts';
import type { AuditEntry } from '../../store/audit.ts';
import type { ConsoleSession, Role } from '../../store/console-sessions.ts';
import type { AuthenticationGate } from '../authentication-gate.ts';
import type { Sessions } from '../console/sessions.ts';
import { actorOf, describeSession } from '../console/signed-in.ts';
import { ROLES } from './roles.ts';

export interface Caller {
  readonly role: Role;
  /** For the audit trail. */
  readonly proof: Pick<AuditEntry, 'detail' | 'personal'>;
  /** Whether they would be let in again, for answers that last. */
  readonly isGood?: () => Promise<boolean>;
}

export interface AdminAuthentication {
  /** Sets `response.locals.client`, or calls next with an error. */
  readonly authenticate: RequestHandler;
  /** Without, a cookie is nothing. */
  readonly sessions?: Sessions | undefined;
  readonly gate: Pick<AuthenticationGate, 'accept'>;
  /** Of the client with this name. */
  readonly settingsOf: (client: string) => ClientSettings;
}

function toClient(session: ConsoleSession, settingsOf: AdminAuthentication['settingsOf']): ScimClient {
  const name = actorOf(session);
  return { name, authority: name, scopes: ['admin'], settings: settingsOf(name) };
}

/** Undefined for whoever may open the control socket. */
export function callerOf(response: Response): Caller | undefined {
  const caller: unknown = response.locals.caller;
  return isCaller(caller) ? caller : undefined;
}

function isCaller(value: unknown): value is Caller {
  return isRecord(value) && ROLES.some((role) => role === value.role) && isRecord(value.proof);
}

/** What the token is, beside its client. */
function callerWith(client: unknown): Caller | undefined {
  if (!isRecord(client) || typeof client.credentialId !== 'string') return undefined;
  const detail = { client: client.name, credential: client.credentialId };
  return { role: 'administrator', proof: { detail } };
}

function noSession(): BridgeError {
  return new BridgeError('Nobody is signed in any more: sign in again', {
    code: 'console.no-session',
    status: 401,
  });
}

/** A token in the Authorization header goes before a cookie, which browsers send by themselves. */
export function authenticateCaller(options: AdminAuthentication): RequestHandler {
  const { authenticate, sessions, gate, settingsOf } = options;

  async function takeSession(request: Request, response: Response, given: Sessions): Promise<void> {
    const open = await given.find(request);
    if (open === undefined) throw noSession();
    given.refuseForgery(request, open);
    const { session } = open;
    // Where a client may call from holds for whoever signed in with its token.
    if ('credential' in session) gate.accept(request, response, session.credential.client);
    const caller: Caller = {
      role: session.role,
      proof: describeSession(session),
      isGood: () => given.isGood(open),
    };
    response.locals.client = toClient(session, settingsOf);
    response.locals.caller = caller;
  }

  return async (request, response, next) => {
    const isCookie = request.headers.authorization === undefined && sessions?.isGiven(request) === true;
    if (sessions === undefined || !isCookie) {
      authenticate(request, response, (error?: unknown) => {
        response.locals.caller = callerWith(response.locals.client);
        next(error);
      });
      return;
    }
    await takeSession(request, response, sessions);
    next();
  };
}
