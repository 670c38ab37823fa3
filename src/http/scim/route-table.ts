/** The routes of /Users, /Groups and the discovery endpoints, from scimmy-routers. */

import type { Request, Router } from 'express';
import { SCIMMYRouters } from 'scimmy-routers';
import type { ScimCall } from '../../scim/call.ts';
import { clearAuthenticationSchemes, publishConfiguration } from '../../scim/scimmy.ts';

/**
 * To be built after the resource types are declared: it registers routes for those it finds.
 *
 * @param callOf the call that an earlier handler prepared; undefined for discovery
 */
export function createRouteTable(
  callOf: (request: Request) => ScimCall | undefined,
  documentationUri: string | undefined,
): Router {
  clearAuthenticationSchemes();
  const table = new SCIMMYRouters({
    type: 'bearer',
    // Requests are authenticated before they get here; the answer would feed /Me only.
    handler: () => '',
    context: callOf,
    ...(documentationUri === undefined ? {} : { docUri: documentationUri }),
  });
  publishConfiguration(documentationUri);
  return table;
}
