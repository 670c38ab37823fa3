/** Validates bodies against the models of the description. */

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Description } from './description.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Allows null where OpenAPI 3.0 says `nullable`, which JSON Schema does not know. */
function withNull(schema: Record<string, unknown>): Record<string, unknown> {
  const { nullable, ...rest } = schema;
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest;
}

/**
 * The same schema as JSON Schema, closed against properties that it does not name. An `allOf` of one reference is
 * how OpenAPI 3.0 puts a description beside a reference, so it is that reference.
 */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (!isPlainObject(schema)) return schema;
  const { allOf, ...beside } = schema;
  if (Array.isArray(allOf) && allOf.length === 1) return strict({ ...beside, ...asObject(allOf[0]) });
  const inner = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === 'properties' ? strictEach(value) : strict(value),
    ]),
  );
  const open = inner.properties === undefined || inner.additionalProperties !== undefined;
  return withNull(open ? inner : { ...inner, additionalProperties: false });
}

function strictEach(properties: unknown): unknown {
  if (!isPlainObject(properties)) return properties;
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, strict(schema)]));
}

function asObject(value: unknown): object {
  return isPlainObject(value) ? value : {};
}

/** Where and what, without the position in lists and the names in maps, so that equal problems read equal. */
function explain(error: ErrorObject): string {
  const place = error.instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '/';
  const { params } = error;
  if (error.keyword === 'additionalProperties')
    return `${place}: unknown property '${params.additionalProperty}'`;
  if (error.keyword === 'required') return `${place}: no property '${params.missingProperty}'`;
  if (error.keyword === 'enum') return `${place}: not one of the values`;
  return `${place}: ${error.message ?? error.keyword}`;
}

/** Checks values against schemas of one description. */
export class Models {
  readonly #ajv: Ajv;
  readonly #compiled = new Map<object, ValidateFunction>();

  constructor({ schemas }: Description) {
    this.#ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    this.#ajv.addFormat('date-time', DATE_TIME);
    this.#ajv.addFormat('date', DATE);
    for (const [name, schema] of Object.entries(schemas)) {
      this.#ajv.addSchema(asObject(strict(schema)), `#/components/schemas/${name}`);
    }
  }

  /** What is wrong with the value, each problem once. */
  problems(schema: object, value: unknown): string[] {
    const known = this.#compiled.get(schema);
    const validate = known ?? this.#ajv.compile(asObject(strict(schema)));
    if (known === undefined) this.#compiled.set(schema, validate);
    if (validate(value)) return [];
    return [...new Set((validate.errors ?? []).map(explain))];
  }
}
