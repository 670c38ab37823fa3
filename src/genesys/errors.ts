/** Failures of Genesys Cloud, as the bridge sees them, and the questions callers ask about them. */

import { BridgeError, type BridgeErrorOptions } from '../errors.ts';
import type { Repeat } from './governor/retry.ts';

export interface GenesysErrorOptions extends BridgeErrorOptions {
  /** Method and path template, for example `PUT /api/v2/users/{userId}/state`. */
  readonly operation: string;
  readonly genesysStatus?: number | undefined;
  readonly genesysCode?: string | undefined;
  readonly genesysMessage?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly missingPermissions?: readonly string[];
  readonly repeat?: Repeat;
  readonly askedSeconds?: number | undefined;
}

/**
 * `status` is what a SCIM client gets, `genesysStatus` what Genesys answered (undefined when nothing came).
 * It never carries a request, its headers or its body: those hold the token and people's data.
 */
export class GenesysError extends BridgeError {
  override readonly name: string = 'GenesysError';
  readonly operation: string;
  readonly genesysStatus: number | undefined;
  readonly genesysCode: string | undefined;
  readonly genesysMessage: string | undefined;
  /** Genesys' `ININ-Correlation-Id`: what its support asks for. */
  readonly correlationId: string | undefined;
  readonly missingPermissions: readonly string[];
  /** Whether the same request may be made again without asking the caller. */
  readonly repeat: Repeat;
  /** What Genesys' `Retry-After` said, if it said something. */
  readonly askedSeconds: number | undefined;

  constructor(message: string, options: GenesysErrorOptions) {
    super(message, options);
    this.operation = options.operation;
    this.genesysStatus = options.genesysStatus;
    this.genesysCode = options.genesysCode;
    this.genesysMessage = options.genesysMessage;
    this.correlationId = options.correlationId;
    this.missingPermissions = options.missingPermissions ?? [];
    this.repeat = options.repeat ?? 'never';
    this.askedSeconds = options.askedSeconds;
  }
}

/** Genesys says that it does not exist; a gateway's 404 page does not count. */
export function isNotFound(error: unknown): error is GenesysError {
  return error instanceof GenesysError && error.code === 'genesys.not-found';
}

/** The e-mail address belongs to another user, perhaps a deleted one (FACTS section 1.2). */
export function isDuplicateEmail(error: unknown): error is GenesysError {
  if (!(error instanceof GenesysError) || error.genesysStatus !== 409) return false;
  if (error.operation === 'POST /api/v2/users') return true;
  const message = error.genesysMessage ?? '';
  return /e-?mail/i.test(message) && !/version/i.test(message);
}

/** The version was out of date: read again and repeat. Genesys says it in three ways (FACTS section 1). */
export function isVersionConflict(error: unknown): error is GenesysError {
  return error instanceof GenesysError && error.code === 'genesys.conflict' && !isDuplicateEmail(error);
}

/** The OAuth client may not do that; `missingPermissions` names what it lacks where Genesys says so. */
export function isMissingPermission(error: unknown): error is GenesysError {
  return error instanceof GenesysError && error.code === 'genesys.missing-permission';
}

/** No usable answer: no connection, no time, a 5xx or something that is not Genesys. */
export function isUnreachable(error: unknown): error is GenesysError {
  return (
    error instanceof GenesysError &&
    (error.code === 'genesys.unreachable' || error.code === 'genesys.bad-answer')
  );
}

/** Whatever came of asking Genesys Cloud, be it that the gate lets nobody through at the moment. */
export function isGenesysFailure(error: unknown): error is BridgeError {
  return error instanceof BridgeError && error.code.startsWith('genesys.');
}
