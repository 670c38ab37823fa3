/**
 * What an identity provider last sent of a person's entitlements. It is shown while the person is away, since
 * Genesys and the release take them then and the identity provider would see them missing; and what it sends
 * meanwhile waits here for the return.
 */

import type { JsonObject, JsonValue } from '../../scim/backend.ts';
import type { KeptUser } from '../../store/kept-users.ts';
import { definedOnly, isObject } from '../attribute-values.ts';
import { GENESYS_URN } from '../urns.ts';
import { ENTITLEMENTS, type Entitlement, readEntitlement } from './asked.ts';

type Kept = Pick<KeptUser, 'attributes'> | undefined;

/** Name under which the kept attributes hold the entitlements that wait for a return. */
const WAITING = 'waiting';

/** Undefined when it was never sent. */
export function sentOf(kept: Kept, entitlement: Entitlement): JsonObject[] | undefined {
  const stored = kept?.attributes[entitlement];
  return Array.isArray(stored) ? stored.filter(isObject) : undefined;
}

/** Those that were sent while the person was away and are still to be given. */
export function waitingOf(kept: Kept): Entitlement[] {
  const stored = kept?.attributes[WAITING];
  return Array.isArray(stored) ? ENTITLEMENTS.filter((entitlement) => stored.includes(entitlement)) : [];
}

/** All that was sent, as attributes of a person. */
export function sentAttributes(kept: Kept): JsonObject {
  const { roles, ...extension } = Object.fromEntries(
    ENTITLEMENTS.map((entitlement) => [entitlement, sentOf(kept, entitlement) ?? []]),
  );
  return { roles: roles ?? [], [GENESYS_URN]: extension };
}

/** What to keep after a request that sent these; `waiting` are those that could not be given yet. */
export function keepSent(
  kept: Kept,
  attributes: JsonObject,
  sent: readonly Entitlement[],
  waiting: readonly Entitlement[],
): JsonObject {
  const values = ENTITLEMENTS.map((entitlement): [string, JsonValue | undefined] => [
    entitlement,
    sent.includes(entitlement) ? readEntitlement(attributes, entitlement) : sentOf(kept, entitlement),
  ]);
  return definedOnly({
    ...Object.fromEntries(values),
    [WAITING]: waiting.length > 0 ? [...waiting] : undefined,
  });
}
