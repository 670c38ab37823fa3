import { BridgeError } from '../../errors.ts';

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
