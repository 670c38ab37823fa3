/**
 * Bounds what a body can make us do before anybody looks at what it says: an object of a hundred thousand
 * different names keeps the event loop for a tenth of a second.
 */

import { badRequest, quoted } from '../../scim/bad-request.ts';
import { isStorable } from '../../scim/storable-text.ts';

/** Four names for each of more members than a body has room for. */
const MOST_NAMES = 50_000;
/** `"":1` */
const LEAST_BYTES_OF_NAME = 4;
const MOST_NAMES_IN_OBJECT = 1_000;
/** Down to the values of an extension in an operation of a PATCH in a bulk request. */
const DEPTH = 11;

const COLON = 0x3a;
const QUOTE = 0x22;
const SPACE = 0x20;

/** Throws 400 tooMany for JSON text with more names than any sensible request has. */
export function refuseManyNames(json: Uint8Array): void {
  if (json.length < MOST_NAMES * LEAST_BYTES_OF_NAME) return;
  let names = 0;
  for (let at = json.indexOf(COLON); at >= 0; at = json.indexOf(COLON, at + 1)) {
    let before = at - 1;
    while ((json[before] ?? SPACE + 1) <= SPACE) before -= 1;
    if (json[before] === QUOTE) names += 1;
  }
  if (names > MOST_NAMES) throw badRequest('tooMany', `More than ${MOST_NAMES} names in the body: send less`);
}

/** Throws 400 for an object with more names than any schema has, and for text that cannot be kept. */
export function refuseUnfitValues(value: unknown, depth = DEPTH): void {
  if (typeof value === 'string' && !isStorable(value)) {
    throw badRequest(
      'invalidValue',
      `${quoted(value)} holds U+0000 or half of a surrogate pair: send Unicode`,
    );
  }
  if (typeof value !== 'object' || value === null || depth === 0) return;
  if (Array.isArray(value)) {
    for (const element of value) refuseUnfitValues(element, depth - 1);
    return;
  }
  const values: readonly unknown[] = Object.values(value);
  if (values.length > MOST_NAMES_IN_OBJECT) {
    throw badRequest('tooMany', `An object in the body has more than ${MOST_NAMES_IN_OBJECT} names`);
  }
  for (const part of values) refuseUnfitValues(part, depth - 1);
}
