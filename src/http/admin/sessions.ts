/** The admin API's part for who is signed in to the console: everybody's own sessions, and all of them for an administrator. */

import { type Response, Router } from 'express';
import { BridgeError } from '../../errors.ts';
import { recordAudit } from '../../store/audit.ts';
import {
  endSessionNamed,
  type ListedSession,
  listSessions,
  type SessionLimits,
} from '../../store/console-sessions.ts';
import type { Store } from '../../store/open.ts';
import { actorOf, describeSession, nameOf } from '../console/signed-in.ts';
import { callerOf } from './caller.ts';
import { administratorOf, clientNameOf } from './guard.ts';

export interface SessionRouterOptions {
  readonly store: Store;
  readonly consoleSessions: {
    readonly limits: SessionLimits;
    /** The provider whose people are let in: a session of another one has ended. */
    readonly issuer?: string | undefined;
  };
}

function unknownSession(reference: string): BridgeError {
  return new BridgeError(`No session '${reference}' of yours is open: it may have ended meanwhile`, {
    code: 'session.unknown',
    status: 404,
  });
}

function describe(session: ListedSession, current: unknown): object {
  const { reference, role, startedAt, usedAt, expiresAt } = session;
  return {
    reference,
    who: nameOf(session),
    actor: actorOf(session),
    role,
    signedInWith: 'credential' in session ? 'token' : 'provider',
    startedAt,
    usedAt,
    endsAt: expiresAt,
    current: reference === current,
  };
}

export function createSessionRouter({ store, consoleSessions }: SessionRouterOptions): Router {
  const { limits, issuer } = consoleSessions;

  /** Those that whoever asks may see and end. */
  async function listFor(response: Response): Promise<readonly ListedSession[]> {
    const { role = 'administrator' } = callerOf(response) ?? {};
    const own = clientNameOf(response);
    const open = await listSessions(store.db, limits, new Date());
    return open.filter(
      (session) =>
        ('credential' in session || session.person.issuer === issuer) &&
        (role === 'administrator' || actorOf(session) === own),
    );
  }

  const router = Router();
  router.get('/sessions', async (_request, response) => {
    const current = callerOf(response)?.proof.detail.session;
    const sessions = await listFor(response);
    response.json({ sessions: sessions.map((session) => describe(session, current)) });
  });
  router.post('/sessions/:reference/end', async (request, response) => {
    const { reference } = request.params;
    const session = (await listFor(response)).find((each) => each.reference === reference);
    if (session === undefined) throw unknownSession(reference);
    await store.db.transaction().execute(async (transaction) => {
      if (!(await endSessionNamed(transaction, reference))) throw unknownSession(reference);
      await recordAudit(transaction, {
        ...administratorOf(response),
        at: new Date(),
        action: 'session.ended',
        ...describeSession(session),
      });
    });
    response.json({ ended: reference });
  });
  return router;
}
