import type { CallOptions } from '../genesys/call-options.ts';
import type { ScimContext } from '../scim/backend.ts';

/** A Genesys call that a SCIM client waits for, ended with its request. */
export function toCall({ signal, deadline }: ScimContext): CallOptions {
  return { priority: 'interactive', signal, deadline };
}

/** The same for lists: an import at full speed must not delay whoever asks about one person. */
export function toListCall({ signal, deadline }: ScimContext): CallOptions {
  return { priority: 'background', signal, deadline };
}
