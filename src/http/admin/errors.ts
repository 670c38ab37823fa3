import type { Response } from 'express';
import type { ErrorCode } from '../../error-guide/guide.ts';
import { BridgeError } from '../../errors.ts';
import { sendScimError } from '../scim-error.ts';

/** SCIM's error with the code beside it: programs go by that, and never by a text. */
export function sendAdminError(response: Response, error: unknown): void {
  const code: ErrorCode = error instanceof BridgeError ? error.code : 'http.internal';
  sendScimError(response, error, { code });
}

export function notFound(what: string): BridgeError {
  return new BridgeError(`${what} not found`, { code: 'admin.not-found', status: 404 });
}

/** For a bridge on trial: commands would be carried out by nobody. */
export function refuseOnTrial({ dryRun }: { readonly dryRun: boolean }): void {
  if (!dryRun) return;
  throw new BridgeError('The bridge runs with dryRun: nothing is written and no work goes on', {
    code: 'admin.dry-run',
    status: 409,
  });
}
