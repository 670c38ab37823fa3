import { randomUUID } from 'node:crypto';
import { idList, type JsonObject, optionalChoice, requiredText } from '../http/check-input.ts';
import { badRequest, conflict } from '../http/platform-error.ts';
import type { Group } from '../organisation/model.ts';
import { type GroupDocument, groupDocument } from '../organisation/search-document.ts';
import type { World } from '../world.ts';
import { present } from './find-record.ts';

const TYPES = ['official', 'social'] as const;
const VISIBILITIES = ['public', 'owners', 'members'] as const;
/** `GroupUpdate` calls the owners differently from `GroupCreate`. */
const NEW_VISIBILITIES = [...VISIBILITIES, 'ownerIds'] as const;
const CONTACT_FIELDS = ['addresses', 'images', 'email'] as const;
const MAX_OWNERS = 50;

function optionalFlag(body: JsonObject, field: string): boolean | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw badRequest(`The field '${field}' must be true or false.`, 'invalid.value');
}

function requireFreeName(world: World, name: string, group?: Group): void {
  const wanted = name.toLowerCase();
  for (const other of world.organisation.groups.values()) {
    if (other !== group && other.name.toLowerCase() === wanted) {
      throw conflict(`A group with the name '${name}' already exists.`);
    }
  }
}

function readOwners(world: World, body: JsonObject): string[] | undefined {
  if (body.ownerIds === undefined || body.ownerIds === null) return undefined;
  if (Array.isArray(body.ownerIds) && body.ownerIds.length === 0) return [];
  const ids = idList(body.ownerIds, 'owner', MAX_OWNERS);
  return present(world.organisation.users, ids).map(({ id }) => id);
}

function readContact(body: JsonObject, before: JsonObject): JsonObject {
  const sent = CONTACT_FIELDS.filter((field) => body[field] !== undefined && body[field] !== null);
  return { ...before, ...Object.fromEntries(sent.map((field) => [field, body[field]])) };
}

function newVisibility(body: JsonObject): string | undefined {
  const visibility = optionalChoice(body, 'visibility', NEW_VISIBILITIES);
  return visibility === 'ownerIds' ? 'owners' : visibility;
}

function noteChange(world: World, { id }: Group, before: GroupDocument | undefined): void {
  world.organisation.groupSearch.note(id, before, world.now(), world.behaviour.amount('searchLagMs'));
}

/** FACTS 7: name, type, rulesVisible and visibility are required. */
export function createGroup(world: World, body: JsonObject): Group {
  const name = requiredText(body, 'name');
  const type = optionalChoice(body, 'type', TYPES);
  const visibility = optionalChoice(body, 'visibility', VISIBILITIES);
  const rulesVisible = optionalFlag(body, 'rulesVisible');
  if (type === undefined || visibility === undefined || rulesVisible === undefined) {
    throw badRequest("The fields 'name', 'type', 'rulesVisible' and 'visibility' are required.");
  }
  requireFreeName(world, name);
  const group: Group = {
    id: randomUUID(),
    name,
    description: typeof body.description === 'string' ? body.description : '',
    type,
    visibility,
    rulesVisible,
    rolesEnabled: optionalFlag(body, 'rolesEnabled') ?? false,
    includeOwners: optionalFlag(body, 'includeOwners') ?? false,
    callsEnabled: optionalFlag(body, 'callsEnabled') ?? false,
    dynamic: false,
    version: 1,
    modifiedAt: world.now(),
    ownerIds: readOwners(world, body) ?? [],
    grants: [],
    contact: readContact(body, {}),
    members: new Set(),
    changes: new Map(),
  };
  world.organisation.groups.set(group.id, group);
  noteChange(world, group, undefined);
  return group;
}

/** PUT changes what the body holds and keeps what it leaves out. */
export function changeGroup(world: World, group: Group, body: JsonObject): void {
  const name = body.name === undefined ? group.name : requiredText(body, 'name');
  requireFreeName(world, name, group);
  const visibility = newVisibility(body) ?? group.visibility;
  const contact = readContact(body, group.contact);
  const flags = {
    rulesVisible: optionalFlag(body, 'rulesVisible') ?? group.rulesVisible,
    rolesEnabled: optionalFlag(body, 'rolesEnabled') ?? group.rolesEnabled,
    includeOwners: optionalFlag(body, 'includeOwners') ?? group.includeOwners,
    callsEnabled: optionalFlag(body, 'callsEnabled') ?? group.callsEnabled,
  };
  const ownerIds = readOwners(world, body) ?? group.ownerIds;
  const description = typeof body.description === 'string' ? body.description : group.description;
  noteChange(world, group, groupDocument(group));
  Object.assign(group, flags, {
    name,
    visibility,
    contact,
    ownerIds,
    description,
    modifiedAt: world.now(),
  });
  group.version += 1;
}

export function deleteGroup(world: World, group: Group): void {
  world.organisation.groups.delete(group.id);
  for (const queue of world.organisation.queues.values()) {
    const place = queue.memberGroupIds.indexOf(group.id);
    if (place >= 0) queue.memberGroupIds.splice(place, 1);
  }
}
