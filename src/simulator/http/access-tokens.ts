import { randomBytes, timingSafeEqual } from 'node:crypto';
import { PlatformError } from './platform-error.ts';

/** An OAuth client that may log in; without `permissions` it may do everything. */
export interface SimulatorClient {
  readonly id: string;
  readonly secret: string;
  readonly permissions?: readonly string[];
}

/** A live access token of a client. */
export interface AccessToken {
  readonly token: string;
  readonly clientId: string;
  readonly permissions: readonly string[] | undefined;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Client-credentials tokens: issued, looked up, expired and revoked. */
export class AccessTokens {
  readonly #clients: ReadonlyMap<string, SimulatorClient> | undefined;
  readonly #live = new Map<string, AccessToken>();
  readonly #usedAt = new Map<string, number>();
  readonly #onDeath: (token: string) => void;

  constructor(clients: readonly SimulatorClient[] | undefined, onDeath: (token: string) => void) {
    this.#clients = clients && new Map(clients.map((client) => [client.id, client]));
    this.#onDeath = onDeath;
  }

  /** Checks `id` and `secret` and issues a token; undefined when they are wrong. */
  issue(id: string, secret: string, now: number, lifetimeSeconds: number): AccessToken | undefined {
    const client = this.#clients === undefined ? { id, secret } : this.#clients.get(id);
    if (client === undefined || id === '' || !equalSecrets(client.secret, secret)) return undefined;
    this.#buryExpired(now);
    const issued: AccessToken = {
      token: randomBytes(48).toString('base64url'),
      clientId: id,
      permissions: 'permissions' in client ? client.permissions : undefined,
      issuedAt: now,
      expiresAt: now + lifetimeSeconds * 1000,
    };
    this.#live.set(issued.token, issued);
    return issued;
  }

  /** Whether there is an OAuth client of this id: one that may log in, or has. */
  knows(clientId: string): boolean {
    if (this.#clients !== undefined) return this.#clients.has(clientId);
    return [...this.#live.values()].some((live) => live.clientId === clientId);
  }

  /** The live token, which this keeps from being idle; an idle time of 0 means that it may be idle for ever. */
  find(token: string, now: number, maxIdleSeconds: number): AccessToken | undefined {
    const found = this.#live.get(token);
    if (found === undefined || found.expiresAt <= now) return undefined;
    const usedAt = this.#usedAt.get(token) ?? found.issuedAt;
    if (maxIdleSeconds > 0 && now >= usedAt + maxIdleSeconds * 1000) return undefined;
    this.#usedAt.set(token, now);
    return found;
  }

  revoke(token: string): void {
    this.#live.delete(token);
    this.#usedAt.delete(token);
    this.#onDeath(token);
  }

  #buryExpired(now: number): void {
    for (const { token, expiresAt } of this.#live.values()) {
      if (expiresAt <= now) this.revoke(token);
    }
  }
}

function equalSecrets(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The bearer token of an Authorization header, or undefined. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
}

/** FACTS 13: no token and a token that is unknown or expired have different codes. */
export function unauthenticated(authorization: string | undefined): PlatformError {
  if (bearerToken(authorization) !== undefined) {
    return new PlatformError(401, 'bad.credentials', 'Invalid login credentials.');
  }
  const message = 'No authentication bearer token specified in authorization header.';
  return new PlatformError(401, 'authentication.required', message);
}
