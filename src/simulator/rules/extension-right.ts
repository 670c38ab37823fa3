import { isObject, type JsonObject } from '../http/check-input.ts';
import { requirePermissions } from '../http/permission-check.ts';
import type { UserProfile } from '../organisation/model.ts';

function extensionsOf(addresses: unknown): string[] {
  if (!Array.isArray(addresses)) return [];
  return addresses
    .filter(isObject)
    .flatMap(({ extension }) => (typeof extension === 'string' && extension !== '' ? [extension] : []));
}

/** FACTS 1.2: who gives somebody an extension needs a permission of its own, else 403. */
export function requireExtensionRight(
  body: JsonObject,
  profile: UserProfile,
  permissions: readonly string[] | undefined,
): void {
  const held = extensionsOf(profile.addresses);
  const fresh = extensionsOf(body.addresses).filter((extension) => !held.includes(extension));
  if (fresh.length > 0) {
    requirePermissions({ mode: 'all', names: ['telephony:extension:assign'] }, permissions);
  }
}
