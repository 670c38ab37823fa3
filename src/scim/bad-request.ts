/** The 400 answers of RFC 7644 section 3.12, by their keyword. */

import { BridgeError, type ScimType } from '../errors.ts';

/** A 400 that tells the client what to change in its request. */
export function badRequest(scimType: ScimType, message: string): BridgeError {
  return new BridgeError(message, { code: `scim.${scimType}`, status: 400, scimType });
}

/** Client text as it may appear in a message: one line, quoted, cut to 60 characters. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `'${line.length > 60 ? `${line.slice(0, 60)}...` : line}'`.toWellFormed();
}
