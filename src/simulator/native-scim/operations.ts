import { isObject, isUuid, type JsonObject, objectBody, requiredText } from '../http/check-input.ts';
import { listParameter } from '../http/listing.ts';
import { notFound } from '../http/platform-error.ts';
import {
  anyOf,
  type Call,
  NO_CONTENT,
  NO_PERMISSION,
  type Operation,
  ok,
  pathText,
  type Reply,
} from '../operations/operation.ts';
import type { Group, UserRecord } from '../organisation/model.ts';
import { createUser } from '../rules/create-user.ts';
import { setMember } from '../rules/group-influence.ts';
import { changeState } from '../rules/user-state.ts';
import { RESOURCE_TYPES, SCHEMAS, SERVICE_PROVIDER } from './discovery.ts';
import { readScimFilter } from './filter.ts';
import { applyScimPatch } from './patch.ts';
import { renderScimGroup, renderScimUser, versionOf } from './render.ts';
import { ScimRefusal } from './scim-error.ts';
import { LIST } from './urns.ts';
import { namedDivision, writeScimUser } from './write-user.ts';

const DEFAULT_COUNT = 25;
const ALWAYS_RETURNED = ['schemas', 'id', 'userName', 'displayName', 'active', 'meta'];

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ScimRefusal('invalidValue', `${name} must be a number that is not negative.`);
}

/** Top-level attributes only; FACTS 11: some are returned whatever is asked for. */
function project(query: URLSearchParams, resource: JsonObject): JsonObject {
  const wanted = listParameter(query, 'attributes');
  const unwanted = listParameter(query, 'excludedAttributes');
  const isShown = (name: string) =>
    ALWAYS_RETURNED.includes(name) ||
    ((wanted.length === 0 || wanted.includes(name)) && !unwanted.includes(name));
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isShown(name)));
}

function listing(query: URLSearchParams, found: readonly JsonObject[]): Reply {
  const startIndex = Math.max(1, wholeNumber(query, 'startIndex', 1));
  const count = wholeNumber(query, 'count', DEFAULT_COUNT);
  const page = found.slice(startIndex - 1, startIndex - 1 + count);
  return ok({
    schemas: [LIST],
    totalResults: found.length,
    startIndex,
    itemsPerPage: page.length,
    Resources: page.map((resource) => project(query, resource)),
  });
}

/** FACTS 11: a version that does not match is 400 `invalidVers`, and 304 for a reader who has it already. */
function requireMatch(call: Call, record: { version: number }): void {
  const wanted = call.header('if-match');
  if (wanted === undefined || wanted === '*' || wanted.replace(/^W\//, '') === versionOf(record)) return;
  throw new ScimRefusal('invalidVers', 'The version in If-Match is not that of the resource.');
}

function shown(call: Call, record: { version: number }, resource: JsonObject, status = 200): Reply {
  const headers = { ETag: versionOf(record) };
  const known = call.header('if-none-match')?.replace(/^W\//, '') === versionOf(record);
  if (known) return { status: 304, headers };
  return { status, headers, body: project(call.query, resource) };
}

function userOf(call: Call): UserRecord {
  const id = pathText(call, 'userId').toLowerCase();
  const user = isUuid(id) ? call.world.organisation.users.get(id) : undefined;
  if (user === undefined || user.state === 'deleted') throw notFound(`user ${id}`);
  return user;
}

/** FACTS 11: without a filter active users only. */
function listUsers({ world, query }: Call): Reply {
  const filter = query.get('filter');
  const matches = filter === null ? undefined : readScimFilter('user', filter);
  const users = world.organisation.users
    .all()
    .filter(({ state }) => (matches === undefined ? state === 'active' : state !== 'deleted'));
  if (matches !== undefined) {
    return listing(query, users.map((user) => renderScimUser(world, user)).filter(matches));
  }
  const startIndex = Math.max(1, wholeNumber(query, 'startIndex', 1));
  const end = startIndex - 1 + wholeNumber(query, 'count', DEFAULT_COUNT);
  const page = users.map((user, place) =>
    place >= startIndex - 1 && place < end ? renderScimUser(world, user) : {},
  );
  return listing(query, page);
}

/** Whoever is deleted and comes back under the same address is restored: active, without any role (FACTS 11). */
function createOrRestore(call: Call, resource: JsonObject): UserRecord {
  const { world, client } = call;
  const email = requiredText(resource, 'userName');
  const name = requiredText(resource, 'displayName');
  const deleted = world.organisation.users.findByEmail(email);
  if (deleted?.state === 'deleted') {
    changeState(world, deleted, { state: 'active', client: client.clientId });
    return deleted;
  }
  const divisionId = namedDivision(world.organisation, resource) ?? world.organisation.homeDivision.id;
  return createUser(world, client.clientId, { name, email, divisionId, state: 'active' });
}

function postUser(call: Call): Reply {
  const { world, client } = call;
  const resource = objectBody(call.body);
  const user = createOrRestore(call, resource);
  writeScimUser(world, client.clientId, user, resource);
  return shown(call, user, renderScimUser(world, user), 201);
}

function getUser(call: Call): Reply {
  const user = userOf(call);
  return shown(call, user, renderScimUser(call.world, user));
}

function writeUser(call: Call, next: (current: JsonObject, body: JsonObject) => JsonObject): Reply {
  const { world, client } = call;
  const user = userOf(call);
  requireMatch(call, user);
  writeScimUser(world, client.clientId, user, next(renderScimUser(world, user), objectBody(call.body)));
  return shown(call, user, renderScimUser(world, user));
}

/** FACTS 11: the soft deletion of the Platform API, and so state `deleted`. */
function deleteUser(call: Call): Reply {
  const user = userOf(call);
  requireMatch(call, user);
  changeState(call.world, user, { state: 'deleted', client: call.client.clientId });
  return NO_CONTENT;
}

function groupOf(call: Call): Group {
  const id = pathText(call, 'groupId').toLowerCase();
  const group = isUuid(id) ? call.world.organisation.groups.get(id) : undefined;
  if (group === undefined) throw notFound(`group ${id}`);
  return group;
}

function listGroups({ world, query }: Call): Reply {
  const filter = query.get('filter');
  if (filter === null) throw new ScimRefusal('invalidFilter', 'A filter is required.');
  const matches = readScimFilter('group', filter);
  const groups = [...world.organisation.groups.values()].map((group) => renderScimGroup(world, group));
  return listing(query, groups.filter(matches));
}

function getGroup(call: Call): Reply {
  const group = groupOf(call);
  return shown(call, group, renderScimGroup(call.world, group));
}

function memberIds(resource: JsonObject): string[] {
  const members: unknown[] = Array.isArray(resource.members) ? resource.members : [];
  return members.flatMap((member) =>
    isObject(member) && isUuid(member.value) ? [member.value.toLowerCase()] : [],
  );
}

/** Members only: groups are made and named in Genesys Cloud. */
function writeGroup(call: Call, next: (current: JsonObject, body: JsonObject) => JsonObject): Reply {
  const { world } = call;
  const group = groupOf(call);
  requireMatch(call, group);
  const wanted = memberIds(next(renderScimGroup(world, group), objectBody(call.body)));
  const unknown = wanted.find((id) => world.organisation.users.get(id) === undefined);
  if (unknown !== undefined) throw new ScimRefusal('invalidValue', `There is no user ${unknown}.`);
  for (const id of group.members) if (!wanted.includes(id)) setMember(world, group, id, false);
  for (const id of wanted) setMember(world, group, id, true);
  group.version += 1;
  group.modifiedAt = call.now;
  return shown(call, group, renderScimGroup(world, group));
}

/** FACTS 11: a filter is refused here with 403. */
function listSchemas({ query }: Call): Reply {
  if (query.has('filter')) throw new ScimRefusal('invalidFilter', 'Schemas cannot be filtered.', 403);
  return listing(query, SCHEMAS);
}

const replaced = (_current: JsonObject, body: JsonObject) => body;

const WRITE = [
  'authorization:grant:add',
  'authorization:grant:delete',
  'routing:skill:assign',
  'routing:language:assign',
  'telephony:extension:assign',
];
const CREATE = anyOf('directory:user:add', ...WRITE);
const CHANGE = anyOf('directory:user:edit', 'directory:user:setPassword', ...WRITE);
const GROUPS = anyOf('directory:group:edit');

const USERS_PATH = '/scim/v2/users';
const USER_PATH = `${USERS_PATH}/{userId}`;
const GROUPS_PATH = '/scim/v2/groups';
const GROUP_PATH = `${GROUPS_PATH}/{groupId}`;

/** Genesys Cloud's own SCIM 2.0 service (FACTS 11). */
export const nativeScimOperations: readonly Operation[] = [
  { method: 'GET', path: USERS_PATH, permissions: NO_PERMISSION, handle: listUsers },
  { method: 'POST', path: USERS_PATH, permissions: CREATE, handle: postUser },
  { method: 'GET', path: USER_PATH, permissions: NO_PERMISSION, handle: getUser },
  { method: 'PUT', path: USER_PATH, permissions: CHANGE, handle: (call) => writeUser(call, replaced) },
  {
    method: 'PATCH',
    path: USER_PATH,
    permissions: CHANGE,
    handle: (call) => writeUser(call, applyScimPatch),
  },
  { method: 'DELETE', path: USER_PATH, permissions: anyOf('directory:user:delete'), handle: deleteUser },
  { method: 'GET', path: GROUPS_PATH, permissions: GROUPS, handle: listGroups },
  { method: 'GET', path: GROUP_PATH, permissions: GROUPS, handle: getGroup },
  { method: 'PUT', path: GROUP_PATH, permissions: GROUPS, handle: (call) => writeGroup(call, replaced) },
  {
    method: 'PATCH',
    path: GROUP_PATH,
    permissions: GROUPS,
    handle: (call) => writeGroup(call, applyScimPatch),
  },
  { method: 'GET', path: '/scim/v2/schemas', permissions: NO_PERMISSION, handle: listSchemas },
  {
    method: 'GET',
    path: '/scim/v2/resourcetypes',
    permissions: NO_PERMISSION,
    handle: ({ query }) => listing(query, RESOURCE_TYPES),
  },
  {
    method: 'GET',
    path: '/scim/v2/serviceproviderconfig',
    permissions: NO_PERMISSION,
    handle: () => ok(SERVICE_PROVIDER),
  },
];
