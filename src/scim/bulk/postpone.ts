/** Resources that refer to each other are created one after the other; what cannot be said yet is added later. */

import { BridgeError } from '../../errors.ts';
import { isRecord } from '../json.ts';
import type { ResourceSchema } from '../schema/resource-schema.ts';
import { findReferences } from './references.ts';

/** A PATCH operation, its value still with references. */
export interface LaterAddition {
  readonly op: 'add';
  readonly path: string;
  readonly value: unknown;
}

export interface Postponed {
  /** The new resource without what refers to resources that are not there yet. */
  readonly now: unknown;
  readonly later: readonly LaterAddition[];
}

type IsOpen = (bulkId: string) => boolean;

/**
 * Splits a new resource into what can be created now and what is added later.
 *
 * @param isOpen whether the resource of a bulkId is still to be created; throws 409 where a required attribute
 *   refers to such a one
 */
export function postpone(schema: ResourceSchema, data: unknown, isOpen: IsOpen): Postponed {
  if (!isRecord(data)) return { now: data, later: [] };
  const later: LaterAddition[] = [];
  const now: [string, unknown][] = [];
  for (const [name, value] of Object.entries(data)) {
    const isExtension = isRecord(value) && schema.extensions.has(name.toLowerCase());
    if (isExtension) now.push([name, Object.fromEntries(splitAttributes(value, `${name}:`, isOpen, later))]);
    else now.push(...splitAttributes({ [name]: value }, '', isOpen, later));
  }
  const blocked = later.find(({ path }) => schema.attributes.get(path.toLowerCase())?.required);
  if (blocked !== undefined) throw cannotWait(blocked.path);
  return { now: Object.fromEntries(now), later };
}

function splitAttributes(
  holder: Readonly<Record<string, unknown>>,
  prefix: string,
  isOpen: IsOpen,
  later: LaterAddition[],
): [string, unknown][] {
  return Object.entries(holder).flatMap(([name, value]): [string, unknown][] => {
    const { kept, left } = splitValue(value, isOpen);
    if (left !== undefined) later.push({ op: 'add', path: `${prefix}${name}`, value: left });
    return kept === undefined ? [] : [[name, kept]];
  });
}

/** Of a list only the elements with open references wait, of anything else the whole. */
function splitValue(value: unknown, isOpen: IsOpen): { readonly kept?: unknown; readonly left?: unknown } {
  const waits = (part: unknown): boolean => [...findReferences(part)].some(isOpen);
  if (!Array.isArray(value)) return waits(value) ? { left: value } : { kept: value };
  const { kept = [], left } = Object.groupBy(value, (element) => (waits(element) ? 'left' : 'kept'));
  return left === undefined ? { kept: value } : { kept, left };
}

function cannotWait(name: string): BridgeError {
  return new BridgeError(
    `'${name}' is required and refers to a resource that in turn refers to this one: create one of them first`,
    { code: 'scim.circular-reference', status: 409 },
  );
}
