import { idList, isUuid, objectBody } from '../http/check-input.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import type { UserRecord } from '../organisation/model.ts';
import { recordAudit } from '../rules/audit.ts';
import { anyUser, required } from '../rules/find-record.ts';
import { reference, selfUri } from '../rules/render-user.ts';
import { anyOf, type Call, NO_PERMISSION, type Operation, ok, pathId, type Reply } from './operation.ts';

const MAX_AGENTS = 100;
const UNITS = 'workforcemanagement/managementunits';

function getManagementUnit(call: Call): Reply {
  const { organisation } = call.world;
  const user = anyUser(organisation, pathId(call, 'agentId'));
  const unit = organisation.managementUnits.get(user.managementUnitId ?? '');
  const hidden = user.state !== 'active' && !call.world.behaviour.isOn('workforceFindsInactive');
  if (unit === undefined || hidden) throw notFound('management unit of the agent');
  return ok({
    user: reference('users', user.id),
    managementUnit: reference(UNITS, unit.id),
    businessUnit: {
      id: unit.businessUnitId,
      selfUri: selfUri('workforcemanagement/businessunits', unit.businessUnitId),
    },
  });
}

/** Both lists come whole: paging is not supported. */
function listUnits({ world }: Call): Reply {
  const entities = [...world.organisation.managementUnits.values()].map(({ id, name, businessUnitId }) => ({
    id,
    name,
    businessUnit: reference('workforcemanagement/businessunits', businessUnitId),
    selfUri: selfUri(UNITS, id),
  }));
  return ok({ entities });
}

function listAgents(call: Call): Reply {
  const { organisation, behaviour } = call.world;
  const unit = required(organisation.managementUnits, pathId(call, 'managementUnitId'), 'management unit');
  const isShown = ({ state }: UserRecord) => state === 'active' || behaviour.isOn('workforceFindsInactive');
  const agents = organisation.users.all().filter((user) => user.managementUnitId === unit.id);
  return ok({ entities: agents.filter(isShown).map(({ id }) => reference('users', id)) });
}

function auditMove({ world, client }: Call, user: UserRecord, target: string | undefined): void {
  const values = (id: string | undefined) => (id === undefined ? [] : [id]);
  recordAudit(world, client.clientId, {
    service: 'WorkforceManagement',
    entityType: 'ManagementUnit',
    action: 'Update',
    entity: user,
    changes: [
      {
        property: `agent:${user.id}:managementUnit`,
        oldValues: values(user.managementUnitId),
        newValues: values(target),
      },
    ],
  });
}

/** FACTS 8: no destination takes the agents out of their management unit. */
function moveAgents(call: Call): Reply {
  const { organisation } = call.world;
  const body = objectBody(call.body);
  const destination = body.destinationManagementUnitId ?? undefined;
  if (destination !== undefined && !isUuid(destination)) {
    throw badRequest("The field 'destinationManagementUnitId' must be a UUID or null.", 'invalid.value');
  }
  const unit = destination && required(organisation.managementUnits, destination, 'management unit');
  const users = idList(body.userIds, 'user', MAX_AGENTS).map((id) => anyUser(organisation, id));
  const results = users.map((user) => {
    const target = unit ? unit.id : undefined;
    const moved = user.managementUnitId !== target;
    if (moved) auditMove(call, user, target);
    user.managementUnitId = target;
    return { user: reference('users', user.id), result: moved ? 'MoveSuccessful' : 'NothingToDo' };
  });
  return ok({ ...(unit ? { destinationManagementUnit: reference(UNITS, unit.id) } : {}), results });
}

export const workforceOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/workforcemanagement/managementunits',
    permissions: NO_PERMISSION,
    handle: listUnits,
  },
  {
    method: 'GET',
    path: '/workforcemanagement/managementunits/{managementUnitId}/users',
    permissions: anyOf(
      'wfm:agent:view',
      'wfm:historicalAdherence:view',
      'wfm:publishedSchedule:view',
      'wfm:realtimeAdherence:view',
      'wfm:schedule:view',
      'wfm:timeOffRequest:view',
      'wfm:workPlan:view',
    ),
    handle: listAgents,
  },
  {
    method: 'GET',
    path: '/workforcemanagement/agents/{agentId}/managementunit',
    permissions: anyOf(
      'wfm:agent:view',
      'wfm:publishedSchedule:view',
      'wfm:schedule:view',
      'coaching:appointment:add',
      'coaching:appointment:edit',
      'learning:assignment:add',
      'learning:assignment:reschedule',
    ),
    handle: getManagementUnit,
  },
  {
    method: 'POST',
    path: '/workforcemanagement/agents',
    permissions: anyOf('wfm:agent:edit'),
    handle: moveAgents,
  },
];
