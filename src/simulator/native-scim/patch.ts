import { isObject, type JsonObject } from '../http/check-input.ts';
import { ScimRefusal } from './scim-error.ts';
import { ENTERPRISE, PURECLOUD } from './urns.ts';

type Mutable = Record<string, unknown>;

interface Target {
  /** Extension that the attribute is in, if any. */
  readonly urn: string | undefined;
  readonly attribute: string | undefined;
  /** Sub-attribute and value that select elements of a list. */
  readonly where: readonly [string, string] | undefined;
  readonly sub: string | undefined;
}

const PATH = /^(\$?\w+)(?:\[\s*(\w+) eq "?([^"\]]*)"?\s*\])?(?:\.(\$?\w+))?$/;

function readPath(path: string): Target {
  const urn = [ENTERPRISE, PURECLOUD].find((known) => path.toLowerCase().startsWith(known.toLowerCase()));
  const rest = urn === undefined ? path : path.slice(urn.length + 1);
  if (urn !== undefined && rest === '')
    return { urn, attribute: undefined, where: undefined, sub: undefined };
  const [, attribute, field, value, sub] = PATH.exec(rest) ?? [];
  if (attribute === undefined) throw new ScimRefusal('invalidPath', `The path '${path}' is not supported.`);
  return { urn, attribute, where: field === undefined ? undefined : [field, value ?? ''], sub };
}

function inside(holder: Mutable, name: string): Mutable {
  const child = holder[name];
  const copy: Mutable = isObject(child) ? { ...child } : {};
  holder[name] = copy;
  return copy;
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function matches([field, wanted]: readonly [string, string], element: unknown): boolean {
  return isObject(element) && String(element[field]) === wanted;
}

/** Elements chosen by a filter in the path. */
function editElements(
  holder: Mutable,
  target: Target & { attribute: string },
  op: string,
  value: unknown,
): void {
  const { attribute, where, sub } = target;
  if (where === undefined) return;
  const elements = listOf(holder[attribute]);
  const chosen = elements.filter((element) => matches(where, element));
  if (op === 'remove' && sub === undefined) {
    holder[attribute] = elements.filter((element) => !chosen.includes(element));
    return;
  }
  const change = sub === undefined ? (isObject(value) ? value : {}) : { [sub]: value };
  if (chosen.length === 0) holder[attribute] = [...elements, { [where[0]]: where[1], ...change }];
  else
    holder[attribute] = elements.map((old) =>
      chosen.includes(old) && isObject(old) ? { ...old, ...change } : old,
    );
}

function edit(holder: Mutable, target: Target & { attribute: string }, op: string, value: unknown): void {
  const { attribute, where, sub } = target;
  if (where !== undefined) editElements(holder, target, op, value);
  else if (sub !== undefined)
    edit(inside(holder, attribute), { ...target, attribute: sub, sub: undefined }, op, value);
  else if (op === 'remove' && Array.isArray(value)) {
    const gone = value.map((element) => (isObject(element) ? element.value : element));
    holder[attribute] = listOf(holder[attribute]).filter(
      (element) => !gone.includes(isObject(element) ? element.value : element),
    );
  } else if (op === 'remove') holder[attribute] = Array.isArray(holder[attribute]) ? [] : undefined;
  else if (op === 'add' && Array.isArray(holder[attribute])) {
    holder[attribute] = [...listOf(holder[attribute]), ...listOf(value)];
  } else holder[attribute] = value;
}

function applyAt(resource: Mutable, path: string, op: string, value: unknown): void {
  const target = readPath(path);
  const { urn, attribute } = target;
  if (attribute !== undefined) {
    edit(urn === undefined ? resource : inside(resource, urn), { ...target, attribute }, op, value);
  } else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) applyAt(resource, `${urn}:${name}`, op, inner);
  }
}

/** The resource after the operations of a `ScimV2PatchRequest`. */
export function applyScimPatch(resource: JsonObject, body: JsonObject): JsonObject {
  const operations: unknown = body.Operations;
  if (!Array.isArray(operations)) throw new ScimRefusal('invalidValue', 'Operations must be a list.');
  const result: Mutable = { ...resource };
  for (const operation of operations) {
    if (!isObject(operation)) throw new ScimRefusal('invalidValue', 'An operation must be an object.');
    const { path, value } = operation;
    const op = String(operation.op).toLowerCase();
    if (!['add', 'replace', 'remove'].includes(op))
      throw new ScimRefusal('invalidValue', `There is no '${op}'.`);
    if (typeof path === 'string') applyAt(result, path, op, value);
    else if (op === 'remove') throw new ScimRefusal('noTarget', 'A removal needs a path.');
    else if (isObject(value))
      for (const [name, inner] of Object.entries(value)) applyAt(result, name, op, inner);
    else throw new ScimRefusal('invalidValue', 'Without a path the value must be an object.');
  }
  return result;
}
