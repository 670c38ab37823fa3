/** The description of the Genesys Cloud API (OpenAPI 3.0) that the simulator and the bridge are held against. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const BESIDE = fileURLToPath(new URL('../../../shared/genesys/openapi.json', import.meta.url));

export const NOT_RUN =
  'not run: no description of the Genesys Cloud API; set GENESYS_OPENAPI to the path of its openapi.json';

/** Path of the description: `GENESYS_OPENAPI`, else beside this checkout; undefined when there is none. */
export function findDescription(): string | undefined {
  const path = process.env.GENESYS_OPENAPI ?? BESIDE;
  return existsSync(path) ? path : undefined;
}

const contentSchema = z.record(z.string(), z.looseObject({ schema: z.looseObject({}) }));

const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  schema: z.looseObject({
    type: z.enum(['string', 'integer', 'number', 'boolean', 'array']),
    enum: z.array(z.unknown()).optional(),
    items: z.looseObject({ type: z.string().optional(), enum: z.array(z.unknown()).optional() }).optional(),
  }),
});

const operationSchema = z.looseObject({
  parameters: z.array(parameterSchema).default([]),
  requestBody: z.looseObject({ required: z.boolean().default(false), content: contentSchema }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      content: contentSchema.optional(),
      'x-inin-error-codes': z.record(z.string(), z.string()).default({}),
    }),
  ),
  'x-inin-requires-permissions': z
    .looseObject({ type: z.enum(['ANY', 'ALL']), permissions: z.array(z.string()) })
    .optional(),
});

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});

export type Parameter = z.infer<typeof parameterSchema>;
export type DescribedOperation = z.infer<typeof operationSchema> & {
  /** `GET /users/{userId}`, without `/api/v2`. */
  readonly name: string;
  readonly method: string;
  readonly segments: readonly string[];
};

export interface Description {
  readonly operations: readonly DescribedOperation[];
  readonly schemas: Readonly<Record<string, object>>;
}

const PREFIX = '/api/v2';

export function readDescription(path: string): Description {
  const { paths, components } = documentSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const operations = Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      name: `${method.toUpperCase()} ${template.slice(PREFIX.length)}`,
      segments: template.split('/'),
    })),
  );
  return { operations, schemas: components.schemas };
}

/** The shape of a path: what its parameters are called does not matter. */
export function withoutNames(name: string): string {
  return name.replace(/\{[^}]+\}/g, '{}');
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function literals({ segments }: DescribedOperation): number {
  return segments.filter((segment) => !isParameter(segment)).length;
}

/** The operation that a request is for: literal segments win over parameters. */
export function findOperation(
  { operations }: Description,
  method: string,
  path: string,
): DescribedOperation | undefined {
  const sent = path.split('/');
  return operations
    .filter(
      (operation) =>
        operation.method === method &&
        operation.segments.length === sent.length &&
        operation.segments.every((segment, index) => isParameter(segment) || segment === sent[index]),
    )
    .sort((a, b) => literals(b) - literals(a))[0];
}
