import { idList } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { recordAudit } from '../rules/audit.ts';
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
  readonly id: string;
  readonly name: string;
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

function auditMove({ world, client }: Call, { id, name, divisionId }: InDivision, target: string): void {
  recordAudit(world, client.clientId, {
    service: 'Directory',
    entityType: 'User',
    action: 'Update',
    entity: { id, name },
    changes: [{ property: 'divisionId', oldValues: [divisionId], newValues: [target] }],
  });
}

/** Moves objects to a division; one unknown object moves none (FACTS 6). */
function moveObjects(call: Call): Reply {
  const { organisation } = call.world;
  const { id } = required(organisation.divisions, pathId(call, 'divisionId'), 'division');
  const type = pathText(call, 'objectType').toUpperCase();
  const known = objectsOf(organisation, type);
  const ids = idList(call.body, 'object', MAX_OBJECTS);
  const objects = ids.map((objectId) => required(known, objectId, 'object'));
  for (const object of objects) {
    if (type === 'USER' && object.divisionId !== id) auditMove(call, object, id);
    object.divisionId = id;
  }
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
