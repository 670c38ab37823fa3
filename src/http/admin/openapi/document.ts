/** The admin API as an OpenAPI 3.1 document, made from the operations and their schemas. */

import { z } from 'zod';
import { ROLE_OF } from '../roles.ts';
import * as answers from './answers.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';

type Json = Readonly<Record<string, unknown>>;

const ERRORS: Readonly<Record<string, string>> = {
  400: 'A parameter or the body cannot be used; `detail` says which and why',
  401: 'No valid token or session',
  403: "The token lacks the scope 'admin', the session the role, or its client may not call from this address",
  404: 'There is no such thing',
  409: 'Not possible as things stand; `detail` says why and what to do',
  410: 'It was there and is not any more',
  429: 'More requests than the client may send; `Retry-After` says when the next may come',
};

const TAGS: Readonly<Record<Operation['tag'], string>> = {
  Offboardings: 'Journeys out of Genesys Cloud and back, with their evidence',
  People: 'Who somebody is and was, and commands about them',
  Guard: 'What is held back because one client deactivates too many',
  Clients: 'SCIM clients: what each may do, and its credentials',
  Sessions: 'Who is signed in to the console.',
  Audit: 'The hash-chained audit trail',
  Notifications: 'What webhooks were told',
  Watching: 'The bridge at work',
  Description: 'This document',
};

/** In OpenAPI 3.1 a schema is JSON Schema 2020-12; what one takes is described before defaults and conversions. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _version, ...described } = z.toJSONSchema(schema, { io: 'input' });
  return described;
}

function parametersOf({ path, query }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema),
  }));
  return [...inPath, ...inQuery];
}

function contentOf({ answer, alsoHtml }: Operation): Json {
  if (answer === 'events') return { 'text/event-stream': { schema: { type: 'string' } } };
  if (answer === 'ndjson') return { 'application/x-ndjson': { schema: { type: 'string' } } };
  const schema = answer === 'openapi' ? { type: 'object' } : schemaOf(answer);
  const page = alsoHtml === true ? { 'text/html': { schema: { type: 'string' } } } : {};
  return { 'application/json': { schema }, ...page };
}

function describeOperation(operation: Operation): Json {
  const { id, tag, summary, body, status = 200, refusals = [] } = operation;
  const parameters = parametersOf(operation);
  const refused = [400, 401, 403, ...refusals, 429].map((code) => [
    String(code),
    { $ref: `#/components/responses/${code}` },
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    'x-role': ROLE_OF[id],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      [String(status)]: { description: summary, content: contentOf(operation) },
      ...Object.fromEntries(refused),
    },
  };
}

export function describeAdminApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describeOperation(operation),
    };
  }
  const responses = Object.entries(ERRORS).map(([code, description]) => [
    code,
    {
      description,
      content: { 'application/scim+json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ]);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Admin API of genesys-scim-bridge',
      version: '1',
      description:
        "Needs a token with the scope 'admin', or a session of the console. Errors look like SCIM errors with a `code`, which docs/troubleshooting.md explains.",
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/admin/v1' }],
    security: [{ token: [] }, { session: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-gsb-session',
          description:
            'Of the console; everything but GET needs the header X-CSRF-Token too, and each operation its x-role',
        },
      },
      schemas: { Error: schemaOf(answers.error) },
      responses: Object.fromEntries(responses),
    },
  };
}
