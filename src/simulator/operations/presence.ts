import { isObject, isUuid, type JsonObject, listBody, objectBody } from '../http/check-input.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import { ON_QUEUE_PRESENCE_ID, SYSTEM_PRESENCES } from '../organisation/catalogue.ts';
import { ROUTING_STATUSES, type UserRecord } from '../organisation/model.ts';
import { recordAudit } from '../rules/audit.ts';
import { liveUser } from '../rules/find-record.ts';
import { setPresence, setRoutingStatus, systemPresence } from '../rules/presence.ts';
import { renderPresence, renderRoutingStatus, selfUri } from '../rules/render-user.ts';
import {
  allOf,
  anyOf,
  type Call,
  NO_PERMISSION,
  type Operation,
  ok,
  pathId,
  type Reply,
} from './operation.ts';

function requireNativeSource(call: Call): void {
  const source = call.params.sourceId ?? 'purecloud';
  if (source.toLowerCase() !== 'purecloud') throw notFound(`presence source ${source}`);
}

function presenceIdOf(body: JsonObject): string {
  const definition = body.presenceDefinition;
  const id = isObject(definition) ? definition.id : undefined;
  if (!isUuid(id))
    throw badRequest("The field 'presenceDefinition.id' is required and must be a valid UUID.");
  if (systemPresence(id.toLowerCase()) === undefined) throw badRequest(`Unknown presence definition ${id}.`);
  return id.toLowerCase();
}

function applyPresence({ world, client, now }: Call, user: UserRecord, body: JsonObject): object {
  const before = user.presenceId;
  setPresence(user, presenceIdOf(body), typeof body.message === 'string' ? body.message : '', now);
  recordAudit(world, client.clientId, {
    service: 'Presence',
    entityType: 'UserPresence',
    action: 'Update',
    entity: user,
    changes: [{ property: 'presenceDefinitionId', oldValues: [before], newValues: [user.presenceId] }],
  });
  return renderPresence(user);
}

function getPresence(call: Call): Reply {
  requireNativeSource(call);
  return ok(renderPresence(liveUser(call.world.organisation, pathId(call, 'userId'))));
}

function patchPresence(call: Call): Reply {
  requireNativeSource(call);
  const user = liveUser(call.world.organisation, pathId(call, 'userId'));
  return ok(applyPresence(call, user, objectBody(call.body)));
}

function putPresences(call: Call): Reply {
  const { organisation } = call.world;
  const changes = listBody(call.body).map((item) => {
    const body = objectBody(item);
    if (!isUuid(body.id)) throw badRequest("Each presence needs the user's id in 'id'.", 'invalid.id');
    presenceIdOf(body);
    return { user: liveUser(organisation, body.id.toLowerCase()), body };
  });
  return ok(changes.map(({ user, body }) => applyPresence(call, user, body)));
}

function listSystemPresences(): Reply {
  return ok(SYSTEM_PRESENCES.map(({ id, name }) => ({ id, name, selfUri: selfUri('systempresences', id) })));
}

function listDefinitions(): Reply {
  const entities = SYSTEM_PRESENCES.map(({ id, name }) => ({
    id,
    name,
    type: 'System',
    languageLabels: { en_US: name },
    systemPresence: name.replace(' ', ''),
    divisionId: '*',
    deactivated: false,
    selfUri: selfUri('presence/definitions', id),
  }));
  return ok({ total: entities.length, entities, selfUri: '/api/v2/presence/definitions' });
}

/** FACTS 5: an unknown user is simply off queue. */
function getRoutingStatus(call: Call): Reply {
  const id = pathId(call, 'userId');
  const user = call.world.organisation.users.get(id);
  return ok(user === undefined ? { userId: id, status: 'OFF_QUEUE' } : renderRoutingStatus(user, call.now));
}

function putRoutingStatus(call: Call): Reply {
  const user = liveUser(call.world.organisation, pathId(call, 'userId'));
  const wanted = objectBody(call.body).status;
  const status = ROUTING_STATUSES.find((known) => known === wanted);
  const onQueue = user.presenceId === ON_QUEUE_PRESENCE_ID;
  const reachable = status === 'OFF_QUEUE' || (onQueue && (status === 'IDLE' || status === 'NOT_RESPONDING'));
  if (status === undefined || !reachable) {
    throw badRequest('An invalid routing status transition was attempted.', 'general.bad.request');
  }
  setRoutingStatus(user, status, call.now);
  return ok(renderRoutingStatus(user, call.now));
}

const PRESENCE = '/users/{userId}/presences/{sourceId}';
const NATIVE_PRESENCE = '/users/{userId}/presences/purecloud';

export const presenceOperations: readonly Operation[] = [
  { method: 'GET', path: PRESENCE, permissions: NO_PERMISSION, handle: getPresence },
  { method: 'PATCH', path: PRESENCE, permissions: NO_PERMISSION, handle: patchPresence },
  { method: 'GET', path: NATIVE_PRESENCE, permissions: NO_PERMISSION, handle: getPresence },
  { method: 'PATCH', path: NATIVE_PRESENCE, permissions: NO_PERMISSION, handle: patchPresence },
  {
    method: 'PUT',
    path: '/users/presences/bulk',
    permissions: anyOf('presence:userPresence:edit'),
    handle: putPresences,
  },
  { method: 'GET', path: '/systempresences', permissions: NO_PERMISSION, handle: listSystemPresences },
  {
    method: 'GET',
    path: '/presence/definitions',
    permissions: allOf('presence:presenceDefinition:view'),
    handle: listDefinitions,
  },
  {
    method: 'GET',
    path: '/users/{userId}/routingstatus',
    permissions: NO_PERMISSION,
    handle: getRoutingStatus,
  },
  {
    method: 'PUT',
    path: '/users/{userId}/routingstatus',
    permissions: NO_PERMISSION,
    handle: putRoutingStatus,
  },
];
