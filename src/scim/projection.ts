/**
 * Which attributes a response carries: `attributes`, `excludedAttributes` and the schema's own rules
 * (RFC 7644 section 3.9, RFC 7643 section 2.2). Where a client sends both parameters, `attributes` wins.
 */

import type { Wanted } from './backend.ts';
import { badRequest } from './bad-request.ts';
import type { Attribute, AttributeTable } from './schema/attribute.ts';
import { findTarget, formatPath } from './schema/path.ts';
import { attributesOf, type ResourceSchema } from './schema/resource-schema.ts';

const MAX_NAMES = 200;

/** Named attributes: whole ones, or some of their sub-attributes; the empty name stands for a whole schema. */
type Selection = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

export interface ProjectionParameters {
  /** A list, or names separated by commas. */
  readonly attributes?: unknown;
  readonly excludedAttributes?: unknown;
}

export class Projection implements Wanted {
  readonly #schema: ResourceSchema;
  readonly #included: Selection | undefined;
  readonly #excluded: Selection | undefined;
  readonly #written: ReadonlySet<string>;
  readonly #carried = new Map<AttributeTable, readonly Attribute[]>();
  readonly #subs = new Map<Attribute, readonly Attribute[]>();

  /**
   * Unknown names are ignored; throws 400 invalidValue for a parameter that is no list of names. `written`: what
   * the request itself sent, which its answer returns even where that takes a request (RFC 7643 section 7).
   */
  constructor(
    schema: ResourceSchema,
    { attributes, excludedAttributes }: ProjectionParameters,
    written: ReadonlySet<string> = new Set(),
  ) {
    this.#schema = schema;
    this.#written = written;
    this.#included = readSelection(schema, 'attributes', attributes);
    this.#excluded =
      this.#included === undefined
        ? readSelection(schema, 'excludedAttributes', excludedAttributes)
        : undefined;
  }

  has(name: string): boolean {
    const target = findTarget(this.#schema, name);
    if (target?.kind === 'attribute') return this.includes(target.path.extension, target.path.definition);
    return [...attributesOf(this.#schema, name).values()].some((part) => this.includes(name, part));
  }

  names(name: string): boolean {
    const target = findTarget(this.#schema, name);
    if (target?.kind !== 'attribute' || this.#included === undefined) return false;
    return namesIn(this.#included, target.path.extension, target.path.definition) !== undefined;
  }

  /** Whether the response carries at least a part of the attribute. */
  includes(extension: string | undefined, attribute: Attribute): boolean {
    if (attribute.returned === 'never') return false;
    if (attribute.returned === 'always') return true;
    if (this.#included !== undefined) return namesIn(this.#included, extension, attribute) !== undefined;
    const isReturned =
      attribute.returned === 'default' ||
      this.#written.has(formatPath({ extension, attribute: attribute.name }));
    return isReturned && namesIn(this.#excluded, extension, attribute) !== 'all';
  }

  /** The attributes of the core schema or of an extension that the response carries at least a part of. */
  carriedOf(extension: string | undefined, table: AttributeTable): readonly Attribute[] {
    const known = this.#carried.get(table);
    if (known !== undefined) return known;
    const carried = [...table.values()].filter((attribute) => this.includes(extension, attribute));
    this.#carried.set(table, carried);
    return carried;
  }

  /** The sub-attributes that the response carries, given that it carries the attribute. */
  subsOf(extension: string | undefined, attribute: Attribute): readonly Attribute[] {
    const known = this.#subs.get(attribute);
    if (known !== undefined) return known;
    const subs = [...attribute.subAttributes.values()].filter((sub) =>
      this.includesSub(extension, attribute, sub),
    );
    this.#subs.set(attribute, subs);
    return subs;
  }

  /** Whether the response carries the sub-attribute, given that it carries the attribute. */
  includesSub(extension: string | undefined, attribute: Attribute, sub: Attribute): boolean {
    if (sub.returned === 'never') return false;
    if (sub.returned === 'always') return true;
    const included = namesIn(this.#included, extension, attribute);
    if (included !== undefined) return included === 'all' || included.has(sub.name);
    const excluded = namesIn(this.#excluded, extension, attribute);
    return (
      sub.returned === 'default' && (excluded === undefined || excluded === 'all' || !excluded.has(sub.name))
    );
  }
}

function namesIn(
  selection: Selection | undefined,
  extension: string | undefined,
  attribute: Attribute,
): ReadonlySet<string> | 'all' | undefined {
  return selection?.get(keyOf(extension, '')) ?? selection?.get(keyOf(extension, attribute.name));
}

function keyOf(extension: string | undefined, attribute: string): string {
  return `${extension ?? ''}:${attribute}`;
}

function readSelection(schema: ResourceSchema, parameter: string, value: unknown): Selection | undefined {
  const requested = readNames(parameter, value);
  if (requested.length === 0) return undefined;
  const selection = new Map<string, Set<string> | 'all'>();
  for (const name of requested) select(selection, schema, name);
  return selection;
}

function select(selection: Map<string, Set<string> | 'all'>, schema: ResourceSchema, name: string): void {
  const target = findTarget(schema, name);
  if (target === undefined) return;
  if (target.kind !== 'attribute') {
    selection.set(keyOf(target.kind === 'core' ? undefined : target.extension.id, ''), 'all');
    return;
  }
  const { extension, attribute, sub } = target.path;
  const key = keyOf(extension, attribute);
  const selected = selection.get(key);
  if (sub === undefined) selection.set(key, 'all');
  else if (selected === undefined) selection.set(key, new Set([sub]));
  else if (selected !== 'all') selected.add(sub);
}

function readNames(parameter: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const parts: readonly unknown[] = typeof value === 'string' ? value.split(',') : toList(value);
  const requested = parts.filter((part) => typeof part === 'string').map((part) => part.trim());
  if (requested.length < parts.length) {
    throw badRequest('invalidValue', `'${parameter}' takes attribute names`);
  }
  if (requested.length > MAX_NAMES) {
    throw badRequest('invalidValue', `'${parameter}' takes at most ${MAX_NAMES} attribute names`);
  }
  return requested.filter((name) => name !== '');
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
