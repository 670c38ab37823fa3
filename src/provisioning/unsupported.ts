/** Entitlements that this version does not provision are refused: they are never kept or ignored. */

import { BridgeError } from '../errors.ts';
import type { JsonObject } from '../scim/backend.ts';
import { readObject, readObjects } from './attribute-values.ts';
import { GENESYS_URN } from './urns.ts';

const EXTENSION_ENTITLEMENTS = ['routingSkills', 'routingLanguages', 'externalIds'] as const;

export function refuseUnsupported(attributes: JsonObject): void {
  const extension = readObject(attributes, GENESYS_URN);
  const assigned = [
    ...(readObjects(attributes, 'roles').length > 0 ? ['roles'] : []),
    ...EXTENSION_ENTITLEMENTS.filter((name) => readObjects(extension, name).length > 0),
  ];
  if (assigned.length === 0) return;
  throw new BridgeError(
    `${assigned.join(', ')} cannot be provisioned by this version; remove the mapping and assign them in Genesys Cloud`,
    { code: 'user.unsupported', status: 400, scimType: 'invalidValue' },
  );
}
