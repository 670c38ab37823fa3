/**
 * Holds each client to its rate of requests (RFC 6585 section 4). In memory of this instance: behind a load
 * balancer each instance grants the whole rate.
 */

import type { RequestHandler } from 'express';
import { BridgeError } from '../../errors.ts';
import type { ScimClient } from '../../scim/backend.ts';
import type { ClientSettings } from '../../scim/client-settings.ts';
import { clientOf } from './scope.ts';

/** Milliseconds of a clock that never goes back. */
export type MonotonicClock = () => number;

/** To stand behind authentication; throws 429 with `Retry-After` for a request beyond the client's rate. */
export function limitRate(now: MonotonicClock): RequestHandler {
  const buckets = new Map<string, TokenBucket>();
  return (_request, response, next) => {
    const client = clientOf(response);
    let bucket = buckets.get(client.name);
    if (bucket === undefined) {
      bucket = new TokenBucket(client.settings.rate, now());
      buckets.set(client.name, bucket);
    }
    const waitMs = bucket.take(now());
    if (waitMs > 0) throw tooManyRequests(client, waitMs);
    next();
  };
}

/** Holds at most `burst` tokens and gains `perSecond` of them; each request takes one. */
class TokenBucket {
  readonly #rate: ClientSettings['rate'];
  #tokens: number;
  #countedAt: number;

  constructor(rate: ClientSettings['rate'], now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#countedAt = now;
  }

  /** Takes a token, or answers in how many milliseconds there will be one. */
  take(now: number): number {
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(this.#tokens + ((now - this.#countedAt) / 1_000) * perSecond, burst);
    this.#countedAt = now;
    if (this.#tokens < 1) return ((1 - this.#tokens) / perSecond) * 1_000;
    this.#tokens -= 1;
    return 0;
  }
}

function tooManyRequests({ name, settings }: ScimClient, waitMs: number): BridgeError {
  const { perSecond, burst } = settings.rate;
  return new BridgeError(
    `Client '${name}' may send ${perSecond} requests a second and ${burst} at once: send this one again later`,
    { code: 'scim.too-many-requests', status: 429, retryAfterSeconds: waitMs / 1_000 },
  );
}
