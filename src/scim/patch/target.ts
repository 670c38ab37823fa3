/** The `path` of a PATCH operation (RFC 7644 section 3.5.2, figure 7). */

import { BridgeError } from '../../errors.ts';
import { badRequest, quoted } from '../bad-request.ts';
import type { Filter } from '../filter/ast.ts';
import { tokenize } from '../filter/lexer.ts';
import { FilterParser } from '../filter/parser.ts';
import { findTarget, type PathTarget, type ResolvedPath } from '../schema/path.ts';
import type { ResourceSchema } from '../schema/resource-schema.ts';

export interface AttributeTarget {
  readonly kind: 'attribute';
  /** With `sub` when the operation is about one sub-attribute. */
  readonly path: ResolvedPath;
  /** Selects elements of a multi-valued attribute. */
  readonly where?: Filter;
}

export type PatchTarget = Exclude<PathTarget, { kind: 'attribute' }> | AttributeTarget;

const MAX_LENGTH = 2_000;

/** The target of a path; undefined for an attribute that the schema does not have. */
export function findPatchTarget(schema: ResourceSchema, path: string): PatchTarget | undefined {
  if (path.length > MAX_LENGTH)
    throw badRequest('invalidPath', `The path is longer than ${MAX_LENGTH} characters`);
  return path.includes('[') ? asInvalidPath(() => parseValuePath(schema, path)) : findTarget(schema, path);
}

/** The target of a path; throws 400 invalidPath when there is none. */
export function resolvePatchTarget(schema: ResourceSchema, path: string): PatchTarget {
  const target = findPatchTarget(schema, path);
  if (target === undefined)
    throw badRequest('invalidPath', `${quoted(path)} is not an attribute of ${schema.name}`);
  return target;
}

function parseValuePath(schema: ResourceSchema, path: string): PatchTarget | undefined {
  const parser = new FilterParser(tokenize(path));
  const target = findTarget(schema, parser.expect('word').text);
  if (target === undefined) return undefined;
  if (target.kind !== 'attribute' || !target.path.definition.multiValued) {
    throw badRequest('invalidPath', 'A value filter must follow a multi-valued attribute');
  }
  const where = parser.parseBrackets(target.path, 0);
  const selected =
    parser.peek().kind === 'end' ? target.path : withSub(target.path, parser.expect('word').text);
  parser.expect('end');
  return { kind: 'attribute', path: selected, where };
}

function withSub(path: ResolvedPath, text: string): ResolvedPath {
  const subDefinition =
    text.startsWith('.') && path.definition.subAttributes.get(text.slice(1).toLowerCase());
  if (!subDefinition) {
    throw badRequest('invalidPath', `${quoted(text)} is not a sub-attribute of '${path.attribute}'`);
  }
  return { ...path, sub: subDefinition.name, subDefinition };
}

function asInvalidPath<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BridgeError) throw badRequest('invalidPath', error.message);
    throw error;
  }
}
