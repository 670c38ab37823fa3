/** Reads the body of a PATCH request into operations with resolved targets. */

import { BridgeError } from '../../errors.ts';
import { badRequest, quoted } from '../bad-request.ts';
import { isRecord, valueOfName } from '../json.ts';
import type { ResourceSchema } from '../schema/resource-schema.ts';
import { PATCH_OP_URN } from '../schema/urns.ts';
import { type PatchTarget, resolvePatchTarget } from './target.ts';

export type PatchVerb = 'add' | 'remove' | 'replace';

export interface PatchOperation {
  /** 1-based, for messages. */
  readonly number: number;
  readonly verb: PatchVerb;
  /** Absent when `value` names its attributes itself. */
  readonly target: PatchTarget | undefined;
  readonly value: unknown;
}

const MAX_OPERATIONS = 10_000;

/** Throws a 400 that names the first operation that is malformed. */
export function parsePatch(schema: ResourceSchema, body: unknown): readonly PatchOperation[] {
  if (!isRecord(body)) throw badRequest('invalidSyntax', 'The request body must be a JSON object');
  checkMessageSchema(body);
  const operations = valueOfName(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest('invalidSyntax', "'Operations' must be a list of at least one operation");
  }
  if (operations.length > MAX_OPERATIONS) {
    throw badRequest('tooMany', `More than ${MAX_OPERATIONS} operations: send them in several requests`);
  }
  return operations.map((operation: unknown, index) =>
    inOperation(index + 1, () => parseOperation(schema, operation, index + 1)),
  );
}

/** Runs `step` and puts the number of the operation before the message of what it throws. */
export function inOperation<T>(number: number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof BridgeError) || error.scimType === undefined) throw error;
    throw badRequest(error.scimType, `Operation ${number}: ${error.message}`);
  }
}

function checkMessageSchema(body: Readonly<Record<string, unknown>>): void {
  const given = valueOfName(body, 'schemas');
  const urns: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === PATCH_OP_URN.toLowerCase())) return;
  throw badRequest('invalidSyntax', `'schemas' must contain '${PATCH_OP_URN}'`);
}

function parseOperation(schema: ResourceSchema, operation: unknown, number: number): PatchOperation {
  if (!isRecord(operation)) throw badRequest('invalidSyntax', 'an operation must be an object');
  const verb = readVerb(valueOfName(operation, 'op'));
  const value = valueOfName(operation, 'value');
  const path = readPath(valueOfName(operation, 'path'));
  const target = path === undefined ? undefined : resolvePatchTarget(schema, path);
  const isPathless = target === undefined || target.kind === 'core';
  if (verb === 'remove' && isPathless)
    throw badRequest('noTarget', "'remove' needs a 'path' to an attribute");
  if (verb !== 'remove' && value === undefined) throw badRequest('invalidValue', `'${verb}' needs a 'value'`);
  return { number, verb, target: isPathless ? undefined : target, value };
}

function readVerb(op: unknown): PatchVerb {
  const verb = typeof op === 'string' ? op.toLowerCase() : undefined;
  if (verb === 'add' || verb === 'remove' || verb === 'replace') return verb;
  const found = typeof op === 'string' ? `not ${quoted(op)}` : 'and is missing';
  throw badRequest('invalidSyntax', `'op' must be add, remove or replace, ${found}`);
}

/** SAP's client sends `"path": null` where it has none. */
function readPath(path: unknown): string | undefined {
  if (path === undefined || path === null) return undefined;
  if (typeof path !== 'string') throw badRequest('invalidPath', "'path' must be a string");
  return path.trim() === '' ? undefined : path.trim();
}
