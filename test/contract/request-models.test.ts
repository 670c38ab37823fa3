/** The models that the simulator checks request bodies with are the documented ones. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FieldKind } from '../../src/simulator/http/check-model.ts';
import { REQUEST_MODELS } from '../../src/simulator/operations/request-models.ts';
import { type Description, findDescription, NOT_RUN, readDescription } from './description.ts';

const path = findDescription();

interface Schema {
  readonly type?: string | undefined;
  readonly $ref?: string | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly items?: Schema | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    $ref: z.string().optional(),
    allOf: z.array(schema).optional(),
    items: schema.optional(),
    enum: z.array(z.string()).optional(),
    properties: z.record(z.string(), schema).optional(),
  }),
);

const KINDS: Readonly<Record<string, FieldKind>> = {
  string: 'text',
  boolean: 'flag',
  integer: 'integer',
  number: 'number',
  object: 'object',
};

function resolve(description: Description, wanted: Schema | undefined): Schema {
  if (wanted?.$ref !== undefined) {
    return resolve(description, schema.parse(description.schemas[wanted.$ref.split('/').at(-1) ?? '']));
  }
  return wanted?.allOf === undefined ? (wanted ?? {}) : resolve(description, wanted.allOf[0]);
}

function kindOf(description: Description, property: Schema): FieldKind | undefined {
  const { enum: choices, type, items } = resolve(description, property);
  if (choices !== undefined) return choices;
  if (type !== 'array') return KINDS[type ?? 'object'];
  return resolve(description, items).type === 'string' ? 'texts' : 'objects';
}

if (path === undefined) {
  it(NOT_RUN, () => {
    expect(Object.keys(REQUEST_MODELS).length).toBeGreaterThan(0);
  });
} else {
  const description = readDescription(path);

  describe('the body of', () => {
    it.each(Object.entries(REQUEST_MODELS))('%s has the documented model', (name, model) => {
      const described = description.operations.find((operation) => operation.name === name);
      const body = schema.parse(described?.requestBody?.content['application/json']?.schema);
      const { properties = {} } = resolve(description, body.type === 'array' ? body.items : body);
      const documented = Object.entries(properties)
        .filter(([field]) => field !== 'id' && field !== 'selfUri')
        .map(([field, property]) => [field, kindOf(description, property)]);
      expect(model).toEqual(Object.fromEntries(documented));
    });
  });
}
