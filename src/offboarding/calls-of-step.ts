/** The Genesys calls of a step's run, as they are kept. */

import type { CallInfo } from '../genesys/client.ts';
import type { RecordedCall } from '../store/step-runs.ts';

export function describeCalls(calls: readonly CallInfo[]): RecordedCall[] {
  return calls.map(({ operation, status, correlationId }) => ({
    operation,
    ...(status === undefined ? {} : { status }),
    ...(correlationId === undefined ? {} : { correlationId }),
  }));
}
