/** The one place where an error becomes a SCIM error response (RFC 7644 section 3.12). */

import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import { BridgeError } from '../errors.ts';
import { ERROR_URN } from '../scim/schema/urns.ts';

export const SCIM_MEDIA_TYPE = 'application/scim+json';

const LONGEST_DETAIL = 1_000;

interface ScimErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly schemas: readonly string[];
    /** A string, as the RFC and Okta want it. */
    readonly status: string;
    readonly scimType?: string;
    readonly detail: string;
  };
}

/** Anything but a BridgeError is a bug or an outage: 500 with generic text. */
export function toScimError(error: unknown): ScimErrorResponse {
  if (!(error instanceof BridgeError)) return describe(500, {}, 'Internal server error');
  const headers: Record<string, string> = { ...error.headers };
  if (error.retryAfterSeconds !== undefined) {
    headers['Retry-After'] = String(Math.max(1, Math.ceil(error.retryAfterSeconds)));
  }
  return describe(
    error.status,
    headers,
    error.expose ? shorten(error.message) : genericText(error.status),
    error.scimType,
  );
}

/** Sends the response unless one has begun. `further` members stand beside those of the RFC. */
export function sendScimError(
  response: Response,
  error: unknown,
  further: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return;
  const { status, headers, body } = toScimError(error);
  const text = JSON.stringify({ ...body, ...further });
  response.locals.answer = text;
  response
    .status(status)
    .set(headers)
    .set({ 'Content-Type': SCIM_MEDIA_TYPE, 'Content-Length': String(Buffer.byteLength(text)) });
  response.end(text);
}

function describe(
  status: number,
  headers: Readonly<Record<string, string>>,
  detail: string,
  scimType?: string,
): ScimErrorResponse {
  const keyword = scimType === undefined ? {} : { scimType };
  return { status, headers, body: { schemas: [ERROR_URN], status: String(status), ...keyword, detail } };
}

/** Some messages quote what the client sent, which may be of any length. */
function shorten(message: string): string {
  return (
    message.length > LONGEST_DETAIL ? `${message.slice(0, LONGEST_DETAIL)}...` : message
  ).toWellFormed();
}

function genericText(status: number): string {
  if (status === 502)
    return 'Genesys Cloud refuses what this request needs; the log of the bridge says what and why';
  if (status === 503) return 'Genesys Cloud or the database is not available at the moment; try again later';
  return status === 500 ? 'Internal server error' : (STATUS_CODES[status] ?? 'Internal server error');
}
