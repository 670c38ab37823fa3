/**
 * Holds each client to its rate of requests (RFC 6585 section 4). In memory of this instance: behind a load
 * balancer each instance grants the whole rate.
 */

import type { RequestHandler } from 'express';
import { BridgeError } from '../errors.ts';
import type { ClientSettings } from '../scim/client-settings.ts';
import { clientOf } from './scim/scope.ts';

/** Milliseconds of a clock that never goes back. */
export type MonotonicClock = () => number;

export type Rate = ClientSettings['rate'];

/** To stand behind authentication; throws 429 with `Retry-After` for a request beyond the client's rate. */
export function limitRate(now: MonotonicClock): RequestHandler {
  const rates = new ClientRates(now);
  return (_request, response, next) => {
    const { name, settings } = clientOf(response);
    rates.take(name, settings.rate);
    next();
  };
}

/** What each client has left, by its name. */
export class ClientRates {
  readonly #now: MonotonicClock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(now: MonotonicClock) {
    this.#now = now;
  }

  /** Counts one request of the client; throws 429 with `Retry-After` when it is beyond its rate. */
  take(client: string, rate: Rate): void {
    const now = this.#now();
    let bucket = this.#buckets.get(client);
    if (bucket === undefined) {
      bucket = new TokenBucket(rate, now);
      this.#buckets.set(client, bucket);
    }
    const waitMs = bucket.take(now);
    if (waitMs > 0) throw tooManyRequests(client, rate, waitMs);
  }
}

/** Holds at most `burst` tokens and gains `perSecond` of them; each request takes one. */
class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #countedAt: number;

  constructor(rate: Rate, now: number) {
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

function tooManyRequests(client: string, { perSecond, burst }: Rate, waitMs: number): BridgeError {
  return new BridgeError(
    `Client '${client}' may send ${perSecond} requests a second and ${burst} at once: send this one again later`,
    { code: 'scim.too-many-requests', status: 429, retryAfterSeconds: waitMs / 1_000 },
  );
}
