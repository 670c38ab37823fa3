/**
 * The one error class of the bridge. Everything thrown on purpose is one of these; everything else is a bug
 * or an outage and leaves as a 5xx with generic text.
 */

import type { ErrorCode } from './error-guide/guide.ts';

/** SCIM error keywords of RFC 7644 section 3.12 (Table 9) and RFC 9865 section 2.1. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

export interface BridgeErrorOptions {
  /** Stable identifier for programs and documentation, for example `genesys.unreachable`. */
  readonly code: ErrorCode;
  /** HTTP status of the answer that this error becomes. */
  readonly status: number;
  readonly scimType?: ScimType;
  /** Whole seconds for the `Retry-After` header; Okta reads only integers. */
  readonly retryAfterSeconds?: number;
  /** Whether the message may leave the process. Defaults to true below 500. */
  readonly expose?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

export class BridgeError extends Error {
  override readonly name: string = 'BridgeError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly expose: boolean;
  readonly headers: Readonly<Record<string, string>>;

  constructor(message: string, options: BridgeErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.scimType = options.scimType;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.expose = options.expose ?? options.status < 500;
    this.headers = options.headers ?? {};
  }
}
