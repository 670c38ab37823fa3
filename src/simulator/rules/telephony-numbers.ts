import { isObject } from '../http/check-input.ts';
import { derivedId } from '../organisation/derived-ids.ts';
import type { UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';

/** A phone number or an extension that somebody has. */
export interface TelephonyNumber {
  readonly id: string;
  readonly number: string;
  readonly owner: UserRecord;
}

type NumberKind = 'did' | 'extension';

function numbersOf(user: UserRecord, kind: NumberKind): TelephonyNumber[] {
  // FACTS 1: whoever is deleted has lost the extension, and gets it back by nothing.
  if (user.state === 'deleted') return [];
  const { addresses } = user.profile;
  if (!Array.isArray(addresses)) return [];
  return addresses.filter(isObject).flatMap((contact) => {
    const number = kind === 'did' ? contact.address : contact.extension;
    if (contact.mediaType !== 'PHONE' || typeof number !== 'string' || number === '') return [];
    return [{ id: derivedId(kind, `${user.id} ${number}`), number, owner: user }];
  });
}

/** Numbers follow the addresses of people: clearing the address frees the number (FACTS 8). */
export function telephonyNumbers(
  { users }: Organisation,
  kind: NumberKind,
  ownerId?: string,
): TelephonyNumber[] {
  if (ownerId === undefined) return users.all().flatMap((user) => numbersOf(user, kind));
  const owner = users.get(ownerId.toLowerCase());
  return owner === undefined ? [] : numbersOf(owner, kind);
}
