/**
 * The fewest Genesys writes that bring a profile to what is wanted, and what becomes of them when somebody else
 * writes at the same time: changes of different fields are merged, a field that the other one has changed to
 * something else is not overwritten unseen.
 */

import type { GenesysUser, UserUpdate } from '../../genesys/models.ts';
import type { DesiredUser } from '../desired-user.ts';
import { findContact, keyOfContact, type PhoneSlot, replaceContact } from './phone-slots.ts';
import { PROFILE_FIELDS } from './profile-fields.ts';

export type ProfileUpdate = Omit<UserUpdate, 'version'>;

export interface FieldChange {
  /** The attribute as SCIM calls it, for messages. */
  readonly attribute: string;
  /** Equal keys mean an equal value. */
  readonly keyOf: (user: GenesysUser) => string;
  readonly before: string;
  readonly after: string;
  readonly addTo: (update: ProfileUpdate, user: GenesysUser) => ProfileUpdate;
}

function phoneChange(user: GenesysUser, slot: PhoneSlot, wanted: DesiredUser['phones']): FieldChange {
  const contact = wanted.get(slot);
  const keyOf = (of: GenesysUser) => keyOfContact(findContact(of.addresses, slot));
  return {
    attribute: `phoneNumbers (${slot.toLowerCase()})`,
    keyOf,
    before: keyOf(user),
    after: keyOfContact(contact),
    addTo: (update, of) => ({
      ...update,
      addresses: replaceContact(update.addresses ?? of.addresses ?? [], slot, contact),
    }),
  };
}

export function findChanges(user: GenesysUser, desired: DesiredUser): readonly FieldChange[] {
  const fields = PROFILE_FIELDS.map(({ scim, held, wanted, keyOf = String, addTo }): FieldChange => {
    const value = wanted(desired);
    const heldKey = (of: GenesysUser) => keyOf(held(of) ?? '');
    return {
      attribute: scim,
      keyOf: heldKey,
      before: heldKey(user),
      after: keyOf(value),
      addTo: (update, of) => addTo(update, value, of),
    };
  });
  const phones = [...desired.phones.keys()].map((slot) => phoneChange(user, slot, desired.phones));
  return [...fields, ...phones].filter(({ before, after }) => before !== after);
}

/** Undefined when nothing is left to write. */
export function toUpdate(user: GenesysUser, changes: readonly FieldChange[]): ProfileUpdate | undefined {
  const open = changes.filter(({ keyOf, after }) => keyOf(user) !== after);
  if (open.length === 0) return undefined;
  return open.reduce<ProfileUpdate>((update, change) => change.addTo(update, user), {});
}

/** The first change whose field holds neither what it was based on nor what it is to become. */
export function findOverlap(user: GenesysUser, changes: readonly FieldChange[]): FieldChange | undefined {
  return changes.find(({ keyOf, before, after }) => ![before, after].includes(keyOf(user)));
}
