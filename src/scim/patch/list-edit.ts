/** Changes a multi-valued attribute: the whole list, or the elements that a value filter selects. */

import type { JsonObject } from '../backend.ts';
import { badRequest } from '../bad-request.ts';
import type { Filter } from '../filter/ast.ts';
import { matchesElement } from '../filter/match.ts';
import { objectsIn } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';
import type { ResolvedPath } from '../schema/path.ts';
import type { ElementList } from '../values/element-list.ts';
import { keepOnePrimary } from '../values/primary.ts';
import { isHollow, readComplex, readElements, readSubAttribute, readValue } from '../values/read-value.ts';
import { equalityTemplate } from './equality-template.ts';
import type { PatchVerb } from './operation.ts';

export function editList(
  list: ElementList,
  path: ResolvedPath,
  where: Filter | undefined,
  verb: PatchVerb,
  value: unknown,
): void {
  if (where !== undefined) editSelected(list, path, where, verb, value);
  else if (path.subDefinition !== undefined) editAll(list, path.definition, path.subDefinition, verb, value);
  else editWhole(list, path.definition, verb, value);
}

function editWhole(list: ElementList, definition: Attribute, verb: PatchVerb, value: unknown): void {
  if (verb === 'remove') removeListed(list, definition, value);
  else if (verb === 'add') addElements(list, readElements(definition, value));
  else list.replaceAll(objectsIn(readValue(definition, value === '' ? null : value)));
}

function editAll(
  list: ElementList,
  definition: Attribute,
  sub: Attribute,
  verb: PatchVerb,
  value: unknown,
): void {
  if (verb !== 'remove' && list.size === 0) throw noTarget(definition);
  setSub(list, list.toArray(), definition, sub, verb === 'remove' ? null : value);
}

function editSelected(
  list: ElementList,
  { definition, subDefinition }: ResolvedPath,
  where: Filter,
  verb: PatchVerb,
  value: unknown,
): void {
  const template = equalityTemplate(where);
  const selected = select(list, definition, where, template);
  if (verb === 'remove') {
    if (subDefinition === undefined) deleteAll(list, selected);
    else setSub(list, selected, definition, subDefinition, null);
  } else if (selected.length === 0) {
    upsert(list, definition, subDefinition, template, verb, value);
  } else if (subDefinition !== undefined) {
    setSub(list, selected, definition, subDefinition, value);
  } else {
    const given = readComplex(definition, value);
    for (const element of selected) overwrite(element, given, verb === 'replace' ? template : undefined);
    settle(list, selected);
  }
}

/** `members[value eq "x"]` is looked up by identity; any other filter reads the list. */
function select(
  list: ElementList,
  definition: Attribute,
  where: Filter,
  template: JsonObject | undefined,
): readonly JsonObject[] {
  const [identity] = definition.identity;
  const isIdentity =
    where.kind === 'compare' && definition.identity.length === 1 && where.path.sub === identity?.name;
  if (template !== undefined && isIdentity) return list.findSame(template);
  return list.toArray().filter((element) => matchesElement(where, element));
}

/**
 * Entra sets `emails[type eq "work"].value` whether or not there is such an element, and expects it to be
 * there afterwards. RFC 7644 section 3.5.2.3 would answer noTarget, which stays for all other filters.
 */
function upsert(
  list: ElementList,
  definition: Attribute,
  subDefinition: Attribute | undefined,
  template: JsonObject | undefined,
  verb: PatchVerb,
  value: unknown,
): void {
  if (template === undefined || (subDefinition === undefined && verb === 'replace'))
    throw noTarget(definition);
  const element = { ...template };
  if (subDefinition === undefined) Object.assign(element, readComplex(definition, value));
  else assignSub(element, definition, subDefinition, value);
  if (!isHollow(element)) addElements(list, [element]);
}

function setSub(
  list: ElementList,
  elements: readonly JsonObject[],
  definition: Attribute,
  sub: Attribute,
  value: unknown,
): void {
  for (const element of elements) assignSub(element, definition, sub, value);
  if (definition.identity.some(({ name }) => name === sub.name)) settle(list, elements);
  else settleContent(list, elements);
}

function assignSub(element: JsonObject, definition: Attribute, sub: Attribute, value: unknown): void {
  const read = readSubAttribute(definition, sub, value);
  if (read !== undefined) element[sub.name] = read;
  else if (sub.required) throw badRequest('mutability', `'${sub.fullName}' is required: replace it instead`);
  else delete element[sub.name];
}

/** A replaced element keeps what it was selected by unless the value says otherwise. */
function overwrite(
  element: JsonObject,
  given: JsonObject | undefined,
  template: JsonObject | undefined,
): void {
  if (template !== undefined) for (const name of Object.keys(element)) delete element[name];
  Object.assign(element, template, given);
}

/** Entra and Okta list the members to remove as values; only what identifies them counts. */
function removeListed(list: ElementList, definition: Attribute, value: unknown): void {
  if (value === undefined || value === null) {
    list.replaceAll([]);
    return;
  }
  for (const given of readElements(definition, value)) {
    const identified = pickIdentity(definition, given);
    deleteAll(list, list.findSame(Object.keys(identified).length > 0 ? identified : given));
  }
}

function pickIdentity({ identity }: Attribute, given: JsonObject): JsonObject {
  const picked: JsonObject = {};
  for (const { name } of identity) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

function addElements(list: ElementList, elements: readonly JsonObject[]): void {
  const added = elements.map((element) => list.add(element));
  if (added.some((element) => element.primary === true)) keepOnePrimary(list, added);
}

function deleteAll(list: ElementList, elements: readonly JsonObject[]): void {
  for (const element of elements) list.delete(element);
}

/** After elements were changed in place: those without content go, and one stays primary. */
function settle(list: ElementList, changed: readonly JsonObject[]): void {
  list.forgetIdentities();
  settleContent(list, changed);
}

function settleContent(list: ElementList, changed: readonly JsonObject[]): void {
  deleteAll(list, changed.filter(isHollow));
  if (changed.some((element) => element.primary === true)) keepOnePrimary(list, changed);
}

function noTarget({ fullName }: Attribute): Error {
  return badRequest('noTarget', `no value of '${fullName}' matches the path`);
}
