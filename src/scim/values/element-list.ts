/**
 * The elements of a multi-valued attribute while they are edited. An index by identity keeps thousands of
 * operations on a group of thousands of members linear.
 */

import type { JsonObject, JsonValue } from '../backend.ts';
import { badRequest } from '../bad-request.ts';
import { ownValue } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';

/** As many members as a request of 1 MiB can name by UUID, and more. */
const MOST_IDENTIFIED = 25_000;
/** Elements that are told apart by several parts are compared with each other. */
const MOST_OTHERS = 1_000;

/** Throws 400 tooMany when `count` values of the attribute are more than are taken at once. */
export function refuseTooMany({ name, identity }: Attribute, count: number): void {
  const most = identity.length === 1 ? MOST_IDENTIFIED : MOST_OTHERS;
  if (count <= most) return;
  throw badRequest('tooMany', `More than ${most} values of '${name}': send fewer at once`);
}

export class ElementList implements Iterable<JsonObject> {
  readonly #attribute: Attribute;
  #elements: Set<JsonObject>;
  #index: Map<string, JsonObject[]> | undefined;

  constructor(attribute: Attribute, elements: Iterable<JsonObject>) {
    this.#attribute = attribute;
    this.#elements = new Set(elements);
  }

  get size(): number {
    return this.#elements.size;
  }

  [Symbol.iterator](): Iterator<JsonObject> {
    return this.#elements.values();
  }

  toArray(): JsonObject[] {
    return [...this.#elements];
  }

  /** Elements whose identity is that of `element`, for example the members with its `value`. */
  findSame(element: JsonObject): readonly JsonObject[] {
    const key = identityKey(this.#attribute, element);
    if (key !== undefined) return this.#indexed().get(key) ?? [];
    return this.toArray().filter((candidate) => includesAll(this.#attribute, candidate, element));
  }

  /**
   * Adds an element, or completes the one that is already there (RFC 7644 section 3.5.2.1: adding an existing
   * value changes nothing). Returns the element that the list now holds.
   */
  add(element: JsonObject): JsonObject {
    const [existing] = this.findSame(element);
    if (existing !== undefined) return Object.assign(existing, element);
    if (this.#attribute.identity.length !== 1) refuseTooMany(this.#attribute, this.size + 1);
    this.#elements.add(element);
    const key = identityKey(this.#attribute, element);
    if (key !== undefined && this.#index !== undefined) addToIndex(this.#index, key, element);
    return element;
  }

  delete(element: JsonObject): void {
    this.#elements.delete(element);
    const key = identityKey(this.#attribute, element);
    if (key === undefined || this.#index === undefined) return;
    const rest = this.#index.get(key)?.filter((other) => other !== element) ?? [];
    this.#index.set(key, rest);
  }

  replaceAll(elements: Iterable<JsonObject>): void {
    this.#elements = new Set();
    this.#index = undefined;
    for (const element of elements) this.add(element);
  }

  /** To be called after elements were changed in place: their identity may be another one now. */
  forgetIdentities(): void {
    this.#index = undefined;
  }

  #indexed(): Map<string, JsonObject[]> {
    this.#index ??= this.#buildIndex();
    return this.#index;
  }

  #buildIndex(): Map<string, JsonObject[]> {
    const index = new Map<string, JsonObject[]>();
    for (const element of this.#elements) {
      const key = identityKey(this.#attribute, element);
      if (key !== undefined) addToIndex(index, key, element);
    }
    return index;
  }
}

/** What tells an element from others; undefined when a part of it is missing. */
export function identityKey({ identity }: Attribute, element: JsonObject): string | undefined {
  const parts: string[] = [];
  for (const sub of identity) {
    const value = ownValue(element, sub.name);
    if (value === undefined) return undefined;
    parts.push(String(foldCase(sub, value)));
  }
  return parts.length === 0 ? undefined : parts.join('\u0000');
}

function addToIndex(index: Map<string, JsonObject[]>, key: string, element: JsonObject): void {
  const same = index.get(key);
  if (same === undefined) index.set(key, [element]);
  else same.push(element);
}

/** Whether `candidate` has every sub-attribute that `element` gives; an empty element is in no other. */
function includesAll(attribute: Attribute, candidate: JsonObject, element: JsonObject): boolean {
  const given = Object.entries(element);
  return (
    given.length > 0 &&
    given.every(([name, value]) => {
      const sub = attribute.subAttributes.get(name.toLowerCase());
      return foldCase(sub, ownValue(candidate, name)) === foldCase(sub, value);
    })
  );
}

function foldCase(sub: Attribute | undefined, value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' && sub?.caseExact === false ? value.toLowerCase() : value;
}
