/**
 * Cursors of RFC 9865: a place in a list, in the unreserved characters that the RFC asks for. They hold no
 * secret and are not signed: what a client makes up can only lead to another place of a list that it may read.
 * They are bound to the client and the query, so that a mistake is noticed.
 */

import { createHash } from 'node:crypto';
import { badRequest } from './bad-request.ts';
import { CURSOR_TIMEOUT_SECONDS } from './limits.ts';

const VERSION = 1;
const MAX_LENGTH = 4_000;
const FINGERPRINT_LENGTH = 22;

/** What must not change between the pages of a list. */
export interface CursorSubject {
  readonly client: string;
  readonly types: readonly string[];
  readonly filter: unknown;
  readonly sortBy: unknown;
  readonly sortOrder: unknown;
}

/** @param position where the next page begins, printable ASCII */
export function writeCursor(subject: CursorSubject, position: string, nowMs = Date.now()): string {
  return encode([VERSION, toSeconds(nowMs), fingerprintOf(subject), position]);
}

/** The position that a cursor holds; throws 400 invalidCursor or expiredCursor. */
export function readCursor(text: string, subject: CursorSubject, nowMs = Date.now()): string {
  const { issuedAt, fingerprint, position } = decode(text);
  if (fingerprint !== fingerprintOf(subject)) {
    throw badRequest(
      'invalidCursor',
      "The 'cursor' belongs to another query: repeat the first one unchanged",
    );
  }
  const age = toSeconds(nowMs) - issuedAt;
  if (age < 0) throw invalidCursor();
  if (age > CURSOR_TIMEOUT_SECONDS) throw expiredCursor();
  return position;
}

/** For a place that Genesys or time has taken away. */
export function expiredCursor(): Error {
  return badRequest(
    'expiredCursor',
    `The 'cursor' has expired: ask for the next page within ${CURSOR_TIMEOUT_SECONDS} seconds, or begin anew with an empty one`,
  );
}

export function invalidCursor(): Error {
  return badRequest(
    'invalidCursor',
    "The 'cursor' is none of this server: leave it empty for the first page, then send 'nextCursor'",
  );
}

function encode(content: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

function decode(text: string): { issuedAt: number; fingerprint: string; position: string } {
  const content = text.length > MAX_LENGTH ? undefined : parse(text);
  if (!Array.isArray(content) || encode(content) !== text) throw invalidCursor();
  const [version, issuedAt, fingerprint, position, ...rest]: readonly unknown[] = content;
  const isWhole = version === VERSION && Number.isSafeInteger(issuedAt) && rest.length === 0;
  if (!isWhole || typeof issuedAt !== 'number') throw invalidCursor();
  if (typeof fingerprint !== 'string' || typeof position !== 'string') throw invalidCursor();
  if (!/^[\x20-\x7e]*$/.test(position)) throw invalidCursor();
  return { issuedAt, fingerprint, position };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function fingerprintOf({ client, types, filter, sortBy, sortOrder }: CursorSubject): string {
  const text = JSON.stringify([client, types, filter ?? '', sortBy ?? '', sortOrder ?? '']);
  return createHash('sha256').update(text).digest('base64url').slice(0, FINGERPRINT_LENGTH);
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
