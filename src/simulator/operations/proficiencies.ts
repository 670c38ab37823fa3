import { isObject, isUuid, listBody } from '../http/check-input.ts';
import { listPage, listParameter, nameFilter, readPaging } from '../http/listing.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import type { Named, Proficiency, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { liveUser, present } from '../rules/find-record.ts';
import { renderProficiency, selfUri } from '../rules/render-user.ts';
import { changeUser } from '../rules/user-version.ts';
import {
  type Call,
  EMPTY_200,
  NO_CONTENT,
  NO_PERMISSION,
  type Operation,
  ok,
  pathId,
  type Reply,
  type RequiredPermissions,
} from './operation.ts';

/** Routing skills and routing languages work alike; a kind says what differs. */
export interface ProficiencyKind {
  readonly name: 'skill' | 'language';
  readonly field: 'skills' | 'languages';
  readonly assign: RequiredPermissions;
  /** Largest number of items in a bulk request. */
  readonly maxBulk: number;
  /** Method that changes one assignment: FACTS 18 has PUT for skills and PATCH for languages. */
  readonly changeMethod: 'PUT' | 'PATCH';
  /** Skills can be replaced as a whole, languages cannot (FACTS 4). */
  readonly replaceable: boolean;
}

function knownOf(organisation: Organisation, kind: ProficiencyKind): ReadonlyMap<string, Named> {
  return organisation[kind.field];
}

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

function readItem(call: Call, kind: ProficiencyKind, item: unknown, pathValue?: string): Proficiency {
  if (!isObject(item)) throw badRequest(`A routing ${kind.name} must be a JSON object.`);
  const id = pathValue ?? item.id;
  if (!isUuid(id))
    throw badRequest(`Each routing ${kind.name} needs an id that is a valid UUID.`, 'invalid.id');
  const { proficiency } = item;
  if (typeof proficiency !== 'number' || proficiency < 0 || proficiency > 5) {
    throw badRequest("The field 'proficiency' must be a number from 0 to 5.", 'invalid.value');
  }
  if (!knownOf(call.world.organisation, kind).has(id.toLowerCase())) throw notFound(`${kind.name} ${id}`);
  return { id: id.toLowerCase(), proficiency };
}

function merge(held: readonly Proficiency[], changes: readonly Proficiency[]): Proficiency[] {
  const byId = new Map(held.map((item) => [item.id, item]));
  for (const change of changes) byId.set(change.id, change);
  return [...byId.values()];
}

/** FACTS 1: changing skills or languages is a change of the user and raises its version. */
function assign(call: Call, kind: ProficiencyKind, user: UserRecord, items: Proficiency[]): void {
  changeUser(call.world, call.client.clientId, user, () => {
    user[kind.field] = items;
  });
}

function render(call: Call, kind: ProficiencyKind, user: UserRecord, held: Proficiency): object {
  return renderProficiency(knownOf(call.world.organisation, kind), user, held, kind.name);
}

function listOf(call: Call, kind: ProficiencyKind, user: UserRecord): Reply {
  const path = `/api/v2/users/${user.id}/routing${kind.field}`;
  const paging = readPaging(call.query, 100);
  return ok(listPage(user[kind.field], paging, path, (held) => render(call, kind, user, held)));
}

function addOne(call: Call, kind: ProficiencyKind, pathValue?: string): Reply {
  const user = userOf(call);
  const item = readItem(call, kind, call.body, pathValue);
  if (pathValue !== undefined && !user[kind.field].some(({ id }) => id === pathValue)) {
    throw notFound(`${kind.name} ${pathValue} of the user`);
  }
  assign(call, kind, user, merge(user[kind.field], [item]));
  return ok(render(call, kind, user, item));
}

function bulk(call: Call, kind: ProficiencyKind, replace: boolean): Reply {
  const user = userOf(call);
  const items = listBody(call.body).map((item) => readItem(call, kind, item));
  if (items.length > kind.maxBulk) throw badRequest(`At most ${kind.maxBulk} items are accepted at a time.`);
  assign(call, kind, user, merge(replace ? [] : user[kind.field], items));
  return listOf(call, kind, user);
}

function removeOne(call: Call, kind: ProficiencyKind): Reply {
  const user = userOf(call);
  const removed = pathId(call, `${kind.name}Id`);
  const left = user[kind.field].filter(({ id }) => id !== removed);
  if (left.length === user[kind.field].length) throw notFound(`${kind.name} ${removed} of the user`);
  assign(call, kind, user, left);
  return kind.name === 'skill' ? EMPTY_200 : NO_CONTENT;
}

function listKnown(call: Call, kind: ProficiencyKind): Reply {
  const known = knownOf(call.world.organisation, kind);
  const ids = listParameter(call.query, 'id');
  const matches = nameFilter(call.query.get('name'));
  const found = (ids.length > 0 ? present(known, ids) : [...known.values()])
    .filter(({ name }) => matches(name))
    .sort((a, b) => a.name.localeCompare(b.name));
  const collection = `routing/${kind.field}`;
  return ok(
    listPage(found, readPaging(call.query, 500), `/api/v2/${collection}`, ({ id, name }) => ({
      id,
      name,
      state: 'active',
      version: '1',
      selfUri: selfUri(collection, id),
    })),
  );
}

/** The operations of one kind. */
export function proficiencyOperations(kind: ProficiencyKind): Operation[] {
  const { assign: permissions, changeMethod } = kind;
  const held = `/users/{userId}/routing${kind.field}`;
  const one = `${held}/{${kind.name}Id}`;
  const changeOne = (call: Call) => addOne(call, kind, pathId(call, `${kind.name}Id`));
  const operations: Operation[] = [
    {
      method: 'GET',
      path: `/routing/${kind.field}`,
      permissions: NO_PERMISSION,
      handle: (call) => listKnown(call, kind),
    },
    {
      method: 'GET',
      path: held,
      permissions: NO_PERMISSION,
      handle: (call) => listOf(call, kind, userOf(call)),
    },
    { method: 'POST', path: held, permissions, handle: (call) => addOne(call, kind) },
    { method: 'PATCH', path: `${held}/bulk`, permissions, handle: (call) => bulk(call, kind, false) },
    { method: changeMethod, path: one, permissions, handle: changeOne },
    { method: 'DELETE', path: one, permissions, handle: (call) => removeOne(call, kind) },
  ];
  if (!kind.replaceable) return operations;
  return [
    ...operations,
    { method: 'PUT', path: `${held}/bulk`, permissions, handle: (call) => bulk(call, kind, true) },
  ];
}
