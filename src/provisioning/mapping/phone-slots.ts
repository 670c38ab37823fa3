/**
 * SCIM phoneNumbers in Genesys' `addresses`. Genesys has one place for each type; the places that an identity
 * provider does not use, e-mail addresses and SMS numbers are never touched.
 */

import type { Contact } from '../../genesys/models.ts';
import type { JsonObject } from '../../scim/backend.ts';
import { definedOnly, readText } from '../attribute-values.ts';
import { formatPhoneNumber, readPhoneNumber } from './phone-number.ts';

/** `type` of a Genesys contact. */
export type PhoneSlot = 'WORK' | 'WORK2' | 'WORK3' | 'WORK4' | 'HOME' | 'MOBILE' | 'OTHER';

/** Types of Genesys' own SCIM. Numbers of other telephone systems stand in the place `OTHER`, with a tag. */
const SLOTS: ReadonlyMap<string, PhoneSlot> = new Map([
  ['work', 'WORK'],
  ['work2', 'WORK2'],
  ['work3', 'WORK3'],
  ['work4', 'WORK4'],
  ['home', 'HOME'],
  ['mobile', 'MOBILE'],
  ['other', 'OTHER'],
  ['microsoftteams', 'OTHER'],
  ['zoomphone', 'OTHER'],
  ['eightbyeight', 'OTHER'],
  ['ringcentral', 'OTHER'],
]);
const INTEGRATIONS: readonly string[] = ['microsoftteams', 'zoomphone', 'eightbyeight', 'ringcentral'];

/** Of a number without a type. */
const DEFAULT_TYPE = 'work';

export const PHONE_TYPES: readonly string[] = [...SLOTS.keys()];

/** Undefined clears the place. */
export type WantedPhones = ReadonlyMap<PhoneSlot, Contact | undefined>;

function typeOf(phone: JsonObject): string {
  return readText(phone, 'type')?.toLowerCase() ?? DEFAULT_TYPE;
}

function slotOf(phone: JsonObject): PhoneSlot | undefined {
  return SLOTS.get(typeOf(phone));
}

function slotOfContact({ mediaType, type }: Contact): PhoneSlot | undefined {
  return mediaType === 'PHONE' ? [...SLOTS.values()].find((slot) => slot === type) : undefined;
}

function toContact(phone: JsonObject, defaultCountry: string | undefined): Contact | undefined {
  const slot = slotOf(phone);
  const number = readPhoneNumber(readText(phone, 'value') ?? '', defaultCountry);
  if (slot === undefined || number === undefined) return undefined;
  const type = typeOf(phone);
  return {
    mediaType: 'PHONE',
    type: slot,
    ...number,
    ...(INTEGRATIONS.includes(type) ? { integration: type } : {}),
  };
}

/** The places that these numbers take; of two for one place the first has it, and the other is only kept. */
export function toContacts(
  phones: readonly JsonObject[],
  defaultCountry: string | undefined,
): ReadonlyMap<PhoneSlot, Contact> {
  const contacts = new Map<PhoneSlot, Contact>();
  for (const phone of phones) {
    const slot = slotOf(phone);
    const contact = toContact(phone, defaultCountry);
    if (slot !== undefined && contact !== undefined && !contacts.has(slot)) contacts.set(slot, contact);
  }
  return contacts;
}

/** Two contacts with the same key are the same number; Genesys may format `address` and `display`. */
export function keyOfContact(contact: Contact | undefined): string {
  if (contact === undefined) return '';
  const { address = '', extension = '', integration = '' } = contact;
  return [address.replace(/[^\d+]/g, ''), extension, integration].join('|');
}

export function findContact(addresses: readonly Contact[] | undefined, slot: PhoneSlot): Contact | undefined {
  return addresses?.find((contact) => slotOfContact(contact) === slot);
}

/** The addresses with one place changed, the others as they are. */
export function replaceContact(
  addresses: readonly Contact[],
  slot: PhoneSlot,
  contact: Contact | undefined,
): Contact[] {
  const others = addresses.filter((other) => slotOfContact(other) !== slot);
  return contact === undefined ? others : [...others, contact];
}

function toPhone(contact: Contact, slot: PhoneSlot): JsonObject {
  const { address, extension, integration } = contact;
  const tag = integration?.toLowerCase();
  const type = tag !== undefined && INTEGRATIONS.includes(tag) ? tag : slot.toLowerCase();
  return definedOnly({
    value: formatPhoneNumber({
      ...(address === undefined ? {} : { address }),
      ...(extension === undefined ? {} : { extension }),
    }),
    type,
  });
}

/**
 * The numbers to show: those kept, as they were sent while Genesys still holds them, and what Genesys holds
 * beside them. A number that was changed in Genesys shows as changed, one that was removed there is gone.
 */
export function showPhones(
  addresses: readonly Contact[] | undefined,
  kept: readonly JsonObject[],
  defaultCountry: string | undefined,
): JsonObject[] {
  const sent = toContacts(kept, defaultCountry);
  const shown: JsonObject[] = [];
  const done = new Set<PhoneSlot>();
  for (const phone of kept) {
    const slot = slotOf(phone);
    const own = toContact(phone, defaultCountry);
    const isInGenesys =
      slot !== undefined && own !== undefined && keyOfContact(sent.get(slot)) === keyOfContact(own);
    if (!isInGenesys || done.has(slot)) {
      shown.push(phone);
      continue;
    }
    done.add(slot);
    const held = findContact(addresses, slot);
    if (keyOfContact(held) === keyOfContact(own)) shown.push(phone);
    else if (held !== undefined) shown.push(toPhone(held, slot));
  }
  for (const contact of addresses ?? []) {
    const slot = slotOfContact(contact);
    if (slot !== undefined && !done.has(slot)) shown.push(toPhone(contact, slot));
    if (slot !== undefined) done.add(slot);
  }
  return shown;
}

/**
 * What a change wants of the places: those of its numbers, and the ones cleared. A PATCH clears what it takes
 * away; a PUT only what was sent before, since one that never named a number knows nothing of it.
 */
export function wantPhones(change: {
  readonly shown: readonly JsonObject[];
  readonly next: readonly JsonObject[];
  /** Those sent earlier; undefined when every number that is gone is meant to go. */
  readonly sent: readonly JsonObject[] | undefined;
  readonly defaultCountry: string | undefined;
}): WantedPhones {
  const { shown, next, sent, defaultCountry } = change;
  const wanted = new Map<PhoneSlot, Contact | undefined>(toContacts(next, defaultCountry));
  const stays = (phone: JsonObject) =>
    next.some((other) => typeOf(other) === typeOf(phone) && other.value === phone.value);
  const owned = sent?.map(slotOf);
  for (const phone of shown) {
    const slot = slotOf(phone);
    if (slot === undefined || wanted.has(slot) || stays(phone)) continue;
    if (owned === undefined || owned.includes(slot)) wanted.set(slot, undefined);
  }
  return wanted;
}
