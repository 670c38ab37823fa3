/** The routes of /Schemas and /ResourceTypes, from scimmy-routers. */

import type { Router } from 'express';
import { SCIMMYRouters } from 'scimmy-routers';

/** To be built after the resource types are declared, which it publishes. */
export function createRouteTable(): Router {
  return new SCIMMYRouters({
    type: 'bearer',
    // Requests are authenticated before they get here; the answer would feed /Me only.
    handler: () => '',
  });
}
