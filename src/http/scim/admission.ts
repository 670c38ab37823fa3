/**
 * Refuses at once what would wait in vain. When requests come faster than this machine, the database or Genesys
 * Cloud's limit lets them go, those under way get old: the number of old ones is the queue, whatever it is that
 * they wait for, and a burst that is served in time makes nobody old. Changes to users, which may be lock-outs,
 * are let in for much longer than anything else.
 */

import type { RequestHandler } from 'express';
import { BridgeError } from '../../errors.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { MonotonicClock } from '../rate-limit.ts';
import type { Endpoint } from './endpoints.ts';
import { endpointOf } from './request-state.ts';

export type Admitted = 'user-change' | 'other';

/** A request that takes longer than this is old. */
const OLD_MS = 2_000;
/** While so many old ones are under way no further request is let in. */
const MOST_OLD: Readonly<Record<Admitted, number>> = { 'user-change': 2_000, other: 30 };
const RETRY_AFTER_SECONDS = 10;
const TELL_EVERY_MS = 60_000;

export interface AdmissionOptions {
  /** Told of every request that is refused. */
  readonly onRefused: (kind: Admitted) => void;
  readonly log: Pick<Logger, 'warn'>;
  readonly clock?: MonotonicClock;
}

interface Stay {
  readonly since: number;
  isOld: boolean;
}

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #now: MonotonicClock;
  /** Those under way that are not old yet, in the order in which they came. */
  readonly #young = new Set<Stay>();
  #old = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#now = options.clock ?? (() => performance.now());
  }

  /** Throws 503 with `Retry-After`; otherwise what it returns is to be called once, when the request is over. */
  enter(kind: Admitted): () => void {
    const now = this.#now();
    this.#letAge(now);
    if (this.#old >= MOST_OLD[kind]) this.#refuse(kind, now);
    const stay: Stay = { since: now, isOld: false };
    this.#young.add(stay);
    return () => this.#leave(stay);
  }

  #leave(stay: Stay): void {
    if (stay.isOld) this.#old -= 1;
    else this.#young.delete(stay);
  }

  #letAge(now: number): void {
    for (const stay of this.#young) {
      if (now - stay.since < OLD_MS) return;
      this.#young.delete(stay);
      stay.isOld = true;
      this.#old += 1;
    }
  }

  #refuse(kind: Admitted, now: number): never {
    this.#options.onRefused(kind);
    if (now - this.#toldAt >= TELL_EVERY_MS) {
      this.#toldAt = now;
      this.#options.log.warn('requests are refused, since too many wait', { kind, waiting: this.#old });
    }
    throw new BridgeError(
      `The bridge is busy: ${this.#old} requests have been waiting for ${OLD_MS / 1_000} s or longer. ` +
        'Nothing was changed; send this one again later',
      { code: 'scim.busy', status: 503, retryAfterSeconds: RETRY_AFTER_SECONDS, expose: true },
    );
  }
}

/** To stand in front of everything that waits, authentication included. */
export function admitRequests(admission: Admission): RequestHandler {
  return (request, response, next) => {
    response.on('close', admission.enter(kindOf(endpointOf(response), request.method)));
    next();
  };
}

function kindOf(endpoint: Endpoint | undefined, method: string): Admitted {
  if (endpoint?.kind === 'bulk') return 'user-change';
  const isUser = endpoint?.kind === 'resource' && endpoint.type === 'users';
  return isUser && method !== 'GET' && method !== 'HEAD' ? 'user-change' : 'other';
}
