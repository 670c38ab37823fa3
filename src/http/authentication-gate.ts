/** What stands around the proof of identity: who may try, from where a client may call, and what is remembered. */

import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import { BridgeError } from '../errors.ts';
import { AddressRanges } from './address-ranges.ts';
import { createAddressReader, type ReadClientAddress } from './client-address.ts';
import { FailedAttempts, MOST_FAILURES } from './failed-attempts.ts';
import { FailureAudit, type FailureAuditOptions, type FailureReason } from './failure-audit.ts';
import type { MonotonicClock } from './rate-limit.ts';
import { readRequestId } from './request-id.ts';

/** What somebody gave who was refused. */
export interface Refused {
  readonly reason: FailureReason;
  readonly secret?: string | undefined;
  readonly name?: string | undefined;
}

export interface GateOptions extends Pick<FailureAuditOptions, 'record' | 'log'> {
  /** Whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Where each client may call from; anywhere unless given. */
  readonly clients: Readonly<Record<string, { readonly addresses?: readonly string[] }>>;
  /** The client that was meant: nothing that was given is written down unless it is the name of one. */
  readonly identify: (refused: Refused) => Promise<string | undefined>;
  readonly now?: () => Date;
  readonly clock?: MonotonicClock;
}

const MOST_SECRETS = 500;

function fingerprint(secret: string): string {
  return hash('sha256', secret, 'base64');
}

export class AuthenticationGate {
  readonly #options: GateOptions;
  readonly #readAddress: ReadClientAddress;
  readonly #ranges: ReadonlyMap<string, AddressRanges>;
  readonly #attempts: FailedAttempts;
  readonly #audit: FailureAudit;
  /** Fingerprints of secrets that were good lately. */
  #good = new Set<string>();
  /** Those before them, which are forgotten unless they are good again. */
  #goodBefore = new Set<string>();

  constructor(options: GateOptions) {
    const { now = () => new Date(), clock = () => performance.now() } = options;
    this.#options = options;
    this.#readAddress = createAddressReader(options.trustedProxies);
    this.#ranges = new Map(
      Object.entries(options.clients).flatMap(([name, { addresses }]) =>
        addresses === undefined ? [] : [[name, new AddressRanges(addresses)]],
      ),
    );
    this.#attempts = new FailedAttempts(clock);
    this.#audit = new FailureAudit({ ...options, now, clock });
  }

  /**
   * Before anything is looked up. Throws 429 for an address with too many failures, unless the secret was good
   * before: clients behind one address must not shut each other out.
   */
  admit(request: Request, secret: string | undefined): void {
    if (this.#attempts.isQuiet) return;
    const waitMs = this.#attempts.waitMs(this.#readAddress(request));
    if (waitMs === 0 || (secret !== undefined && this.#wasGood(fingerprint(secret)))) return;
    throw new BridgeError(
      `${MOST_FAILURES} attempts from your address failed within a minute: correct the token, and try again later`,
      { code: 'http.too-many-failures', status: 429, retryAfterSeconds: waitMs / 1_000 },
    );
  }

  /** For a client that has proved itself. Throws 403 when it may not call from where it is. */
  accept(request: Request, response: Response, client: string, secret?: string): void {
    const ranges = this.#ranges.get(client);
    const address = ranges === undefined ? '' : this.#readAddress(request);
    if (ranges?.includes(address) === false) {
      this.refuse(request, response, { reason: 'address-not-allowed', name: client });
      throw new BridgeError(
        `Client '${client}' may not call from ${address}: clients.${client}.addresses in the policy file does ` +
          'not include it; if that is the address of a proxy, set trustedProxies',
        { code: 'http.address-not-allowed', status: 403 },
      );
    }
    if (secret !== undefined) this.#remember(fingerprint(secret));
  }

  /** Counts and audits a failure. */
  refuse(request: Request, response: Response, refused: Refused): void {
    const address = this.#readAddress(request);
    this.#attempts.add(address);
    // A revoked one counts like any other from now on.
    if (refused.secret !== undefined) this.#forget(fingerprint(refused.secret));
    this.#audit.note({
      address,
      reason: refused.reason,
      requestId: readRequestId(response),
      identify: () => this.#options.identify(refused),
    });
  }

  async close(): Promise<void> {
    await this.#audit.close();
  }

  #wasGood(secret: string): boolean {
    return this.#good.has(secret) || this.#goodBefore.has(secret);
  }

  #remember(secret: string): void {
    if (this.#good.has(secret)) return;
    if (this.#good.size >= MOST_SECRETS) {
      this.#goodBefore = this.#good;
      this.#good = new Set();
    }
    this.#good.add(secret);
  }

  #forget(secret: string): void {
    this.#good.delete(secret);
    this.#goodBefore.delete(secret);
  }
}
