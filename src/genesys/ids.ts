import { BridgeError } from '../errors.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/**
 * Refuses whatever is no Genesys id before it becomes part of a path: the SDK escapes characters but lets `..`
 * through, so that `getUser('..')` would ask for another resource (FACTS section 14).
 */
export function assertUuid(value: unknown): asserts value is string {
  if (isUuid(value)) return;
  const shown = typeof value === 'string' ? `'${value.slice(0, 60)}'` : `a value of type ${typeof value}`;
  throw new BridgeError(`${shown} is no Genesys id`, { code: 'genesys.bad-id', status: 404 });
}

export function assertUuids(values: readonly unknown[]): void {
  for (const value of values) assertUuid(value);
}
