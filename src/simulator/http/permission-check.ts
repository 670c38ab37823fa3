import type { RequiredPermissions } from '../operations/operation.ts';
import { PlatformError } from './platform-error.ts';

/** Throws 403 with Genesys' wording unless the client holds what the operation needs. */
export function requirePermissions(needed: RequiredPermissions, held: readonly string[] | undefined): void {
  if (held === undefined || needed.names.length === 0) return;
  const missing = needed.names.filter((name) => !held.includes(name));
  if (needed.mode === 'all' && missing.length > 0) {
    throw refusal('missing.permissions', 'You are missing the following permission(s)', missing);
  }
  if (needed.mode === 'any' && missing.length === needed.names.length) {
    throw refusal(
      'missing.any.permissions',
      'Unable to perform the requested action. You must have at least one of the following permissions assigned',
      missing,
    );
  }
}

function refusal(code: string, message: string, missing: readonly string[]): PlatformError {
  const permissions = missing.join(', ');
  return new PlatformError(403, code, `${message}: ${permissions}`, { params: { permissions } });
}
