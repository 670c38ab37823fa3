/** Reads a BulkRequest (RFC 7644 section 3.7) and its operations. */

import { BridgeError } from '../../errors.ts';
import { badRequest, quoted } from '../bad-request.ts';
import { isRecord, valueOfName } from '../json.ts';
import { MAX_BULK_OPERATIONS } from '../limits.ts';
import type { ResourceType } from '../resource-type.ts';
import { BULK_REQUEST_URN, PATCH_OP_URN } from '../schema/urns.ts';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

export interface BulkRequest {
  /** Errors after which no further operation is started; undefined for any number of them. */
  readonly failOnErrors: number | undefined;
  /** As they came: an operation that is malformed fails alone. */
  readonly operations: readonly unknown[];
}

export interface BulkOperation {
  readonly method: (typeof METHODS)[number];
  readonly type: ResourceType;
  /** Id of the resource, or `bulkId:` and the bulkId of the operation that creates it; undefined for POST. */
  readonly target: string | undefined;
  readonly bulkId: string | undefined;
  /** The version that the resource must have, as in `If-Match`. */
  readonly version: string | undefined;
  readonly data: unknown;
}

/** Throws 400 for what is no BulkRequest, 413 for one with too many operations. */
export function readBulkRequest(body: unknown): BulkRequest {
  if (!isRecord(body)) throw badRequest('invalidSyntax', 'The request body must be a JSON object');
  const given = valueOfName(body, 'schemas');
  const urns: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (!urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === BULK_REQUEST_URN.toLowerCase())) {
    throw badRequest('invalidSyntax', `'schemas' must contain '${BULK_REQUEST_URN}'`);
  }
  const operations: unknown = valueOfName(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest('invalidSyntax', "'Operations' must be a list of at least one operation");
  }
  if (operations.length > MAX_BULK_OPERATIONS) throw tooManyOperations(operations.length);
  return { failOnErrors: readFailOnErrors(valueOfName(body, 'failOnErrors')), operations };
}

/** Throws 400 for an operation that is malformed, 404 for one on an endpoint that there is not. */
export function readBulkOperation(given: unknown, types: readonly ResourceType[]): BulkOperation {
  if (!isRecord(given)) throw badRequest('invalidSyntax', 'An operation must be an object');
  const method = readMethod(valueOfName(given, 'method'));
  const bulkId = readBulkId(valueOfName(given, 'bulkId'));
  const version = readVersion(valueOfName(given, 'version'));
  const { type, target } = readPath(valueOfName(given, 'path'), types);
  const data = valueOfName(given, 'data');
  if (method === 'POST' && target !== undefined) {
    throw badRequest(
      'invalidSyntax',
      `'POST' takes the path of a resource type, such as '${type.schema.endpoint}'`,
    );
  }
  if (method !== 'POST' && target === undefined) {
    throw badRequest(
      'invalidSyntax',
      `'${method}' takes the path of a resource, such as '${type.schema.endpoint}/ID'`,
    );
  }
  if (method === 'POST' && bulkId === undefined) throw badRequest('invalidSyntax', "'POST' needs a 'bulkId'");
  if (method !== 'DELETE' && (data === undefined || data === null)) {
    throw badRequest('invalidSyntax', `'${method}' needs 'data'`);
  }
  return { method, type, target, bulkId, version, data: method === 'PATCH' ? toPatchMessage(data) : data };
}

function readFailOnErrors(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw badRequest('invalidValue', "'failOnErrors' takes a whole number of at least 1");
}

function readMethod(value: unknown): BulkOperation['method'] {
  const method = METHODS.find((known) => typeof value === 'string' && known === value.toUpperCase());
  if (method !== undefined) return method;
  const found = typeof value === 'string' ? `, not ${quoted(value)}` : '';
  throw badRequest('invalidSyntax', `'method' must be POST, PUT, PATCH or DELETE${found}`);
}

function readBulkId(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest('invalidSyntax', "'bulkId' must be a string");
}

function readVersion(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw badRequest('invalidSyntax', "'version' must be a string");
}

function readPath(
  value: unknown,
  types: readonly ResourceType[],
): { readonly type: ResourceType; readonly target: string | undefined } {
  if (typeof value !== 'string') throw badRequest('invalidSyntax', "'path' must be a string");
  const [name = '', target, ...rest] = splitPath(value);
  const type = types.find(({ schema }) => schema.endpoint.toLowerCase() === `/${name.toLowerCase()}`);
  if (type !== undefined && rest.length === 0 && target?.toLowerCase() !== '.search') return { type, target };
  const endpoints = types.map(({ schema }) => schema.endpoint).join(' or ');
  throw new BridgeError(`${quoted(value)} is not a path to operate on: it must be below ${endpoints}`, {
    code: 'scim.unknown-endpoint',
    status: 404,
  });
}

function splitPath(path: string): readonly string[] {
  try {
    return path.replace(/^\//, '').replace(/\/$/, '').split('/').map(decodeURIComponent);
  } catch {
    throw badRequest('invalidSyntax', "'path' holds a malformed percent-encoding");
  }
}

/** The RFC's own example gives a bare list of PATCH operations, its text the message of a single request. */
function toPatchMessage(data: unknown): unknown {
  const message = Array.isArray(data) ? { Operations: data } : data;
  if (!isRecord(message) || valueOfName(message, 'schemas') !== undefined) return message;
  return { ...message, schemas: [PATCH_OP_URN] };
}

function tooManyOperations(count: number): BridgeError {
  return new BridgeError(
    `The request has ${count} operations, more than ${MAX_BULK_OPERATIONS}: send them in several requests`,
    { code: 'scim.too-many-operations', status: 413 },
  );
}
