/** The routes of the discovery endpoints, from scimmy-routers. */

import type { Router } from 'express';
import { SCIMMYRouters } from 'scimmy-routers';
import { clearAuthenticationSchemes, publishConfiguration } from '../../scim/scimmy.ts';

/** To be built after the resource types are declared, which it publishes. */
export function createRouteTable(documentationUri: string | undefined): Router {
  clearAuthenticationSchemes();
  const table = new SCIMMYRouters({
    type: 'bearer',
    // Requests are authenticated before they get here; the answer would feed /Me only.
    handler: () => '',
    ...(documentationUri === undefined ? {} : { docUri: documentationUri }),
  });
  publishConfiguration(documentationUri);
  return table;
}
