/**
 * Attributes that identity providers send by default and Genesys has no place for. The bridge keeps them as
 * sent and returns them, so that the identity provider sees its own values and stops resending.
 */

import { KEEPABLE_ATTRIBUTES } from '../config/policy-provisioning.ts';
import type { JsonObject, JsonValue } from '../scim/backend.ts';
import { definedOnly, isObject, readObject } from './attribute-values.ts';
import { ENTERPRISE_URN } from './urns.ts';

const ENTERPRISE_KEEPABLE: readonly string[] = ['costCenter', 'organization'];

/** Genesys holds a part of these, so they stay in the schema even when they are not kept. */
const HALF_KEPT: readonly string[] = ['name', 'emails', 'phoneNumbers'];

/** What is not kept is not in the published schema. */
export function listHiddenAttributes(keep: readonly string[]): string[] {
  return KEEPABLE_ATTRIBUTES.filter((name) => !keep.includes(name) && !HALF_KEPT.includes(name)).map(
    (name) => (ENTERPRISE_KEEPABLE.includes(name) ? `${ENTERPRISE_URN}:${name}` : name),
  );
}

export function selectKept(attributes: JsonObject, keep: readonly string[]): JsonObject {
  const enterprise = readObject(attributes, ENTERPRISE_URN);
  const kept: JsonObject = {};
  for (const name of keep) {
    const value: JsonValue | undefined = ENTERPRISE_KEEPABLE.includes(name)
      ? enterprise?.[name]
      : attributes[name];
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}

/** Core attributes among the kept ones, without those that need a look at Genesys first. */
export function keptCoreAttributes(kept: Readonly<Record<string, unknown>>): JsonObject {
  const core = KEEPABLE_ATTRIBUTES.filter(
    (name) => !ENTERPRISE_KEEPABLE.includes(name) && !HALF_KEPT.includes(name),
  );
  return definedOnly(Object.fromEntries(core.map((name) => [name, toJson(kept[name])])));
}

export function keptEnterpriseAttributes(kept: Readonly<Record<string, unknown>>): JsonObject {
  return definedOnly(Object.fromEntries(ENTERPRISE_KEEPABLE.map((name) => [name, toJson(kept[name])])));
}

/** A stored value as JSON; what is none is left out. */
export function toJson(value: unknown): JsonValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map(toJson).filter((item) => item !== undefined);
  if (!isObject(value)) return undefined;
  return definedOnly(Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item)])));
}
