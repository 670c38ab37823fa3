import { isObject, type JsonObject } from '../http/check-input.ts';
import { ScimRefusal } from './scim-error.ts';
import { ENTERPRISE, PURECLOUD } from './urns.ts';

type Test = (resource: JsonObject) => boolean;

function fold(value: unknown): string {
  return String(value).toLowerCase();
}

function enterprise(resource: JsonObject): JsonObject {
  const extension = resource[ENTERPRISE];
  return isObject(extension) ? extension : {};
}

function managerOf(resource: JsonObject): unknown {
  const { manager } = enterprise(resource);
  return isObject(manager) ? manager.value : undefined;
}

/** FACTS 11: the documented examples, each with `eq`; nothing says that more is supported. */
const USER_ATTRIBUTES: Readonly<Record<string, (resource: JsonObject) => unknown>> = {
  id: ({ id }) => id,
  username: ({ userName }) => userName,
  email: ({ userName }) => userName,
  externalid: ({ externalId }) => externalId,
  active: ({ active }) => active,
  manager: managerOf,
  division: (resource) => enterprise(resource).division,
  employeenumber: (resource) => enterprise(resource).employeeNumber,
};

const GROUP_ATTRIBUTES: typeof USER_ATTRIBUTES = {
  id: ({ id }) => id,
  displayname: ({ displayName }) => displayName,
};

const SIMPLE = /^\s*(\w+)\s+eq\s+(?:"([^"]*)"|(true|false))\s*$/i;
const EXTERNAL_ID =
  /^\s*(urn:[\w:.]+):externalIds\[\s*authority eq "([^"]*)" and value eq "([^"]*)"\s*\]\s*$/i;

function byExternalId(authority: string, value: string): Test {
  return (resource) => {
    const extension = resource[PURECLOUD];
    const ids = isObject(extension) && Array.isArray(extension.externalIds) ? extension.externalIds : [];
    return ids.some((id) => isObject(id) && id.authority === authority && id.value === value);
  };
}

/** Reads a filter, or refuses it with `invalidFilter`. */
export function readScimFilter(kind: 'user' | 'group', filter: string): Test {
  const [, urn, authority = '', key = ''] = EXTERNAL_ID.exec(filter) ?? [];
  if (kind === 'user' && urn?.toLowerCase() === PURECLOUD.toLowerCase()) return byExternalId(authority, key);
  const [, name = '', text, flag] = SIMPLE.exec(filter) ?? [];
  const attributes = kind === 'user' ? USER_ATTRIBUTES : GROUP_ATTRIBUTES;
  const read = attributes[name.toLowerCase()];
  if (read === undefined) throw new ScimRefusal('invalidFilter', `The filter '${filter}' is not supported.`);
  const wanted = fold(text ?? flag);
  return (resource) => fold(read(resource)) === wanted;
}
