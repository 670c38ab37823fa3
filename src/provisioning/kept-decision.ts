/** Whether a change leaves something that Genesys does not answer by itself, and what is kept of it then. */

import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../scim/backend.ts';
import type { KeptUser } from '../store/kept-users.ts';
import { definedOnly, readObjects } from './attribute-values.ts';
import { type Entitlement, readEntitlement } from './entitlements/asked.ts';
import { keepSent, sentOf, waitingOf } from './entitlements/sent.ts';
import { selectKept, toJson } from './kept-attributes.ts';

export interface KeptChange {
  readonly kept: KeptUser | undefined;
  /** What SCIM showed before. */
  readonly shown: JsonObject;
  readonly next: JsonObject;
  /** Names of the attributes that are kept. */
  readonly keep: readonly string[];
  /** Entitlements that the request speaks of. */
  readonly sent: readonly Entitlement[];
  /** Those that could not be given yet. */
  readonly waiting: readonly Entitlement[];
}

export interface KeptDecision {
  readonly attributes: JsonObject;
  /** False when Genesys and what is kept already answer what the client sent. */
  readonly differs: boolean;
}

function without(attributes: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = attributes;
  return rest;
}

/** A number that only Genesys has, sent back as it was shown, does not become the identity provider's own. */
function ownPhones({ kept, shown, next, keep }: KeptChange): { own: JsonObject[]; before: JsonObject[] } {
  if (!keep.includes('phoneNumbers')) return { own: [], before: [] };
  const before = readObjects({ phoneNumbers: toJson(kept?.attributes.phoneNumbers) ?? null }, 'phoneNumbers');
  const isIn = (list: readonly JsonObject[], phone: JsonObject) =>
    list.some((other) => isDeepStrictEqual(other, phone));
  const seen = readObjects(shown, 'phoneNumbers');
  const own = readObjects(next, 'phoneNumbers').filter((phone) => isIn(before, phone) || !isIn(seen, phone));
  return { own, before };
}

/** Order says nothing in a list of entitlements. */
export function isSameList(one: readonly JsonObject[], other: readonly JsonObject[]): boolean {
  const sorted = (list: readonly JsonObject[]) => list.map((item) => JSON.stringify(sortKeys(item))).sort();
  return isDeepStrictEqual(sorted(one), sorted(other));
}

function sortKeys(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Kept already, or shown by Genesys alone. */
function isAnswered(plain: JsonObject, { kept, shown, keep }: KeptChange): boolean {
  const before = kept && selectKeptOnly(kept, keep);
  return (
    isDeepStrictEqual(plain, before) ||
    isDeepStrictEqual(plain, without(selectKept(shown, keep), 'phoneNumbers'))
  );
}

function selectKeptOnly({ attributes }: KeptUser, keep: readonly string[]): JsonObject {
  return definedOnly(
    Object.fromEntries(
      keep.filter((name) => name !== 'phoneNumbers').map((name) => [name, toJson(attributes[name])]),
    ),
  );
}

export function decideKept(change: KeptChange): KeptDecision {
  const { kept, shown, next, keep, sent, waiting } = change;
  const { own, before } = ownPhones(change);
  const plain = without(selectKept(next, keep), 'phoneNumbers');
  const isNews = (entitlement: Entitlement) =>
    !isSameList(
      readEntitlement(next, entitlement),
      sentOf(kept, entitlement) ?? readEntitlement(shown, entitlement),
    );
  return {
    attributes: {
      ...plain,
      ...(own.length > 0 ? { phoneNumbers: own } : {}),
      ...keepSent(kept, next, sent, waiting),
    },
    differs:
      !isAnswered(plain, change) ||
      !isDeepStrictEqual(own, before) ||
      sent.some(isNews) ||
      !isDeepStrictEqual(waitingOf(kept), [...waiting]),
  };
}
