/** Why the gate lets somebody not through. */

import { BridgeError } from '../../errors.ts';

export function throttledError(waitMs: number): BridgeError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new BridgeError(
    `Genesys Cloud's rate limit leaves no room for this request; retry in ${seconds} s`,
    {
      code: 'genesys.throttled',
      status: 429,
      retryAfterSeconds: seconds,
    },
  );
}

export function abortedError(): BridgeError {
  return new BridgeError('the request to Genesys Cloud was given up because nobody waits for it any more', {
    code: 'genesys.aborted',
    status: 503,
    retryAfterSeconds: 5,
  });
}

export function closedError(): BridgeError {
  return new BridgeError(
    'the bridge is shutting down and sends nothing more to Genesys Cloud; retry shortly',
    {
      code: 'genesys.closed',
      status: 503,
      retryAfterSeconds: 5,
    },
  );
}
