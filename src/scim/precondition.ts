/** `If-Match` (RFC 7644 section 3.14): a change is made only to the version that the client has seen. */

import { BridgeError } from '../errors.ts';
import type { ScimContext, ScimResource } from './backend.ts';

/** Throws 412 when the client named versions and the resource has none of them. */
export function checkPrecondition({ ifMatch }: ScimContext, { meta }: ScimResource): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const versions = ifMatch.split(',').map(withoutWeakness);
  if (meta.version !== undefined && versions.includes(withoutWeakness(meta.version))) return;
  throw new BridgeError('The resource has changed since it was read: read it again and repeat the change', {
    code: 'scim.precondition-failed',
    status: 412,
  });
}

function withoutWeakness(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
