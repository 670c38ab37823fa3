/** The console: its pages, and the session that they work with. Its data comes from the admin API. */

import { Router } from 'express';
import type { ConsoleFiles } from './files.ts';
import { servePages, setPageHeaders } from './pages.ts';
import { createSessionEndpoints, type SessionEndpointOptions } from './session-endpoints.ts';

export interface ConsoleOptions extends SessionEndpointOptions {
  readonly files: ConsoleFiles;
}

/** To be mounted at /console. */
export function createConsoleRouter(options: ConsoleOptions): Router {
  const router = Router();
  router.use(setPageHeaders);
  router.use(createSessionEndpoints(options));
  router.use(servePages(options.files));
  return router;
}
