import { idList } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { type Lookup, required } from '../rules/find-record.ts';
import {
  type Call,
  EMPTY_200,
  NO_PERMISSION,
  type Operation,
  pathId,
  pathText,
  type Reply,
} from './operation.ts';

const MAX_OBJECTS = 100;

interface InDivision {
  divisionId: string;
}

/** What the simulator holds of the documented object types. */
function objectsOf(organisation: Organisation, type: string): Lookup<InDivision> {
  if (type === 'USER') return organisation.users;
  if (type === 'QUEUE') return organisation.queues;
  if (type === 'TEAM') return organisation.teams;
  if (type === 'SKILLGROUP') return organisation.skillGroups;
  throw badRequest(`Object type [${type}] is not supported.`, 'invalid.value');
}

/** Moves objects to a division; one unknown object moves none (FACTS 6). */
function moveObjects(call: Call): Reply {
  const { organisation } = call.world;
  const { id } = required(organisation.divisions, pathId(call, 'divisionId'), 'division');
  const known = objectsOf(organisation, pathText(call, 'objectType').toUpperCase());
  const ids = idList(call.body, 'object', MAX_OBJECTS);
  const objects = ids.map((objectId) => required(known, objectId, 'object'));
  for (const object of objects) object.divisionId = id;
  return EMPTY_200;
}

export const divisionObjectOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/authorization/divisions/{divisionId}/objects/{objectType}',
    permissions: NO_PERMISSION,
    handle: moveObjects,
  },
];
