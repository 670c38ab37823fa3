/** Requests that a page of another origin has sent, which browsers tell (OWASP CSRF prevention). */

import type { Request } from 'express';
import { BridgeError } from '../../errors.ts';

/**
 * Throws 403 when the browser says that another origin's page sent the request. What the browser called counts as
 * the bridge's origin too: without a public URL the bridge knows only the address that the connection came in on,
 * and no page can choose the Host header of its visitors.
 */
export function refuseForeignOrigin(request: Request, ownOrigin: string): void {
  const { origin, host = '', 'sec-fetch-site': site } = request.headers;
  const isForeignSite = site !== undefined && site !== 'same-origin';
  const isForeignOrigin =
    origin !== undefined && origin !== new URL(ownOrigin).origin && URL.parse(origin)?.host !== host;
  if (!isForeignSite && !isForeignOrigin) return;
  throw new BridgeError(
    "The request comes from a page of another origin than the bridge's; behind a proxy that changes the Host " +
      'header set BRIDGE_BASE_URL',
    { code: 'console.foreign-origin', status: 403 },
  );
}
