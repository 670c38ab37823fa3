/**
 * Reads what a client sent for an attribute into the attribute's type, forgiving where identity providers are
 * known to differ: string booleans, a single object for a list, a bare string for a complex value.
 * Undefined stands for unassigned; read-only and unknown sub-attributes are left out (RFC 7644 section 3.3).
 */

import { BridgeError } from '../../errors.ts';
import type { JsonObject, JsonValue } from '../backend.ts';
import { badRequest } from '../bad-request.ts';
import { isRecord } from '../json.ts';
import { type Attribute, isReadOnly } from '../schema/attribute.ts';
import { ElementList, refuseTooMany } from './element-list.ts';
import { keepOnePrimary } from './primary.ts';
import { readRoleName } from './role-document.ts';

/** Sub-attributes that say nothing without another one beside them. */
const LABELS: ReadonlySet<string> = new Set(['type', 'primary']);

/** The value of a whole attribute; throws 400 invalidValue for one of another type. */
export function readValue(attribute: Attribute, value: unknown): JsonValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (attribute.multiValued) return readList(attribute, value);
  if (Array.isArray(value))
    throw badRequest('invalidValue', `'${attribute.fullName}' takes one value, not a list`);
  return attribute.type === 'complex' ? readComplex(attribute, value) : readSimple(attribute, value);
}

function readList(attribute: Attribute, value: unknown): JsonValue | undefined {
  const elements = readElements(attribute, value);
  if (elements.filter((element) => element.primary === true).length > 1) {
    throw badRequest('invalidValue', `'${attribute.fullName}' must not have more than one primary value`);
  }
  const list = new ElementList(attribute, []);
  for (const element of elements) list.add(element);
  keepOnePrimary(list);
  return list.size === 0 ? undefined : list.toArray();
}

/** The elements of a multi-valued complex attribute, those without content left out. */
export function readElements(attribute: Attribute, value: unknown): readonly JsonObject[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  refuseTooMany(attribute, given.length);
  return given.flatMap((element, index) => {
    if (element === null || element === undefined) return [];
    const read = inElement(index + 1, () => readComplex(attribute, element));
    return read === undefined || isHollow(read) ? [] : [read];
  });
}

/** Says in which value of the list it went wrong. */
function inElement<T>(number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BridgeError) || error.scimType === undefined) throw error;
    throw badRequest(error.scimType, `${error.message} (value ${number} of the list)`);
  }
}

/** Whether an element holds nothing but labels, as one whose value was cleared. */
export function isHollow(element: JsonObject): boolean {
  return Object.keys(element).every((name) => LABELS.has(name));
}

/** A complex value; undefined when nothing in it is assigned. */
export function readComplex(attribute: Attribute, value: unknown): JsonObject | undefined {
  const complex: JsonObject = {};
  for (const [name, read] of readSubAttributes(attribute, value))
    if (read !== undefined) complex[name] = read;
  return Object.keys(complex).length === 0 ? undefined : complex;
}

/** The sub-attributes that `value` mentions, undefined for those it unassigns. */
export function readSubAttributes(
  attribute: Attribute,
  value: unknown,
): ReadonlyMap<string, JsonValue | undefined> {
  const valueSub = attribute.subAttributes.get('value');
  // Entra sends the manager, and some clients members and roles, as a plain string.
  if (typeof value === 'string' && valueSub !== undefined) {
    return new Map([[valueSub.name, readSubAttribute(attribute, valueSub, value)]]);
  }
  if (!isRecord(value))
    throw badRequest('invalidValue', `'${attribute.fullName}' takes a complex value, an object`);
  const read = new Map<string, JsonValue | undefined>();
  for (const [key, given] of Object.entries(value)) {
    const sub = attribute.subAttributes.get(key.toLowerCase());
    if (sub !== undefined && !isReadOnly(sub)) read.set(sub.name, readSubAttribute(attribute, sub, given));
  }
  return read;
}

export function readSubAttribute(
  attribute: Attribute,
  sub: Attribute,
  value: unknown,
): JsonValue | undefined {
  if (value === null || value === undefined) return undefined;
  const read = readSimple(sub, value);
  return attribute.name === 'roles' && typeof read === 'string' ? readRoleName(read) : read;
}

function readSimple(attribute: Attribute, value: unknown): JsonValue | undefined {
  if (value === '') return undefined;
  const name = attribute.fullName;
  switch (attribute.type) {
    case 'boolean':
      return readBoolean(value, name);
    case 'integer':
    case 'decimal':
      return readNumber(attribute.type, value, name);
    case 'dateTime':
      if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
      throw badRequest('invalidValue', `'${name}' takes a date such as "2026-01-31T00:00:00Z"`);
    default:
      if (typeof value === 'string') return value;
      throw badRequest('invalidValue', `'${name}' takes a string`);
  }
}

function readBoolean(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true' || word === 'false') return word === 'true';
  throw badRequest('invalidValue', `'${name}' takes true or false`);
}

function readNumber(type: 'integer' | 'decimal', value: unknown, name: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const isWanted = type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (typeof number === 'number' && isWanted) return number;
  throw badRequest('invalidValue', `'${name}' takes ${type === 'integer' ? 'a whole number' : 'a number'}`);
}
