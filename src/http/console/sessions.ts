/** The session of the browser that sent a request: started at sign-in, proved by a cookie. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { BridgeError } from '../../errors.ts';
import { recordAudit } from '../../store/audit.ts';
import {
  type ConsoleSession,
  endSession,
  findSession,
  type Role,
  type SessionLimits,
  type SignedIn,
  startSession,
} from '../../store/console-sessions.ts';
import type { Store } from '../../store/open.ts';
import { readRequestId } from '../request-id.ts';
import { refuseForeignOrigin } from './same-origin.ts';
import { type ConsoleCookie, createCookie } from './session-cookie.ts';
import { actorOf, describeSession, nameOf } from './signed-in.ts';

export interface SessionsOptions {
  readonly store: Store;
  readonly limits: SessionLimits;
  /** Public URL of the bridge, without a trailing slash. */
  readonly origin: (request: Request) => string;
  /** The provider whose people are let in: a session of another one has ended. */
  readonly issuer?: string | undefined;
  readonly now?: () => Date;
}

/** What a browser is told about its session. */
export interface ShownSession {
  readonly who: string;
  readonly role: Role;
  /** For the header X-CSRF-Token of every request but GET and HEAD. */
  readonly csrfToken: string;
  /** When it ends in any case; ISO 8601. */
  readonly endsAt: string;
  /** Seconds without a request after which it ends. */
  readonly idleSeconds: number;
}

export interface OpenSession {
  readonly id: string;
  readonly session: ConsoleSession;
}

/** Follows from the id, which no script can read: whoever sends it has read an answer of this origin. */
function csrfTokenOf(id: string): string {
  return createHmac('sha256', id).update('csrf').digest('base64url');
}

/** What an open page asks for by itself: its stream of events, and what it reads again because of one. */
function isBackground({ headers }: Request): boolean {
  return headers['x-background'] !== undefined || headers.accept === 'text/event-stream';
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #cookie: ConsoleCookie;
  readonly #now: () => Date;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#cookie = createCookie('gsb-session', 'strict', '/', options.origin);
    this.#now = options.now ?? (() => new Date());
  }

  /** Whether the request has a cookie of ours, good or not. */
  isGiven(request: Request): boolean {
    return this.#cookie.read(request) !== undefined;
  }

  /** Undefined without a session that is still good. A request that no person has caused keeps none alive. */
  async find(request: Request): Promise<OpenSession | undefined> {
    const id = this.#cookie.read(request);
    return id === undefined ? undefined : await this.#find(id, !isBackground(request));
  }

  /** Whether a session has not ended since. */
  async isGood({ id }: OpenSession): Promise<boolean> {
    return (await this.#find(id, false)) !== undefined;
  }

  async #find(id: string, isUse: boolean): Promise<OpenSession | undefined> {
    const { store, limits, issuer } = this.#options;
    const session = await findSession(store.db, id, limits, this.#now(), isUse);
    if (session === undefined || ('person' in session && session.person.issuer !== issuer)) return undefined;
    return { id, session };
  }

  /** Throws 403 for what another site's page may have made the browser send. */
  refuseForgery(request: Request, { id }: OpenSession): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    this.refuseForeign(request);
    const given = request.headers['x-csrf-token'];
    if (typeof given === 'string' && isSame(given, csrfTokenOf(id))) return;
    throw new BridgeError(
      "The header X-CSRF-Token is missing or not this session's: read it from GET /console/session",
      { code: 'console.csrf', status: 403 },
    );
  }

  refuseForeign(request: Request): void {
    refuseForeignOrigin(request, this.#options.origin(request));
  }

  /** Always under a new id; what this browser had before ends. */
  async start(
    request: Request,
    response: Response,
    signedIn: SignedIn & { readonly role: Role },
  ): Promise<ShownSession> {
    this.#cookie.refuseInsecure(request);
    const { store, limits } = this.#options;
    const now = this.#now();
    const former = this.#cookie.read(request);
    const opened = await store.db.transaction().execute(async (transaction) => {
      if (former !== undefined) await endSession(transaction, former);
      const started = await startSession(transaction, signedIn, limits, now);
      await recordAudit(transaction, {
        at: now,
        actor: actorOf(signedIn),
        action: 'session.started',
        requestId: readRequestId(response),
        ...describeSession(started.session),
      });
      return started;
    });
    this.#cookie.set(request, response, opened.id, limits.longest);
    return this.show(opened);
  }

  async end(request: Request, response: Response): Promise<void> {
    const open = await this.find(request);
    this.#cookie.clear(request, response);
    if (open === undefined) return;
    const { session, id } = open;
    await this.#options.store.db.transaction().execute(async (transaction) => {
      await endSession(transaction, id);
      await recordAudit(transaction, {
        at: this.#now(),
        actor: actorOf(session),
        action: 'session.ended',
        requestId: readRequestId(response),
        ...describeSession(session),
      });
    });
  }

  show({ id, session }: OpenSession): ShownSession {
    return {
      who: nameOf(session),
      role: session.role,
      csrfToken: csrfTokenOf(id),
      endsAt: session.expiresAt.toISOString(),
      idleSeconds: Math.round(this.#options.limits.idle / 1_000),
    };
  }
}
