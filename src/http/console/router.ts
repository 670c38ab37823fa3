/** The console: its pages, and the session that they work with. Its data comes from the admin API. */

import { Router } from 'express';
import type { ConsoleFiles } from './files.ts';
import { createOidcEndpoints, type OidcOptions } from './oidc/endpoints.ts';
import type { OidcSettings } from './oidc/settings.ts';
import { servePages, setPageHeaders } from './pages.ts';
import { createSessionEndpoints, type SessionEndpointOptions } from './session-endpoints.ts';

export interface ConsoleOptions extends Omit<SessionEndpointOptions, 'signIn'>, Omit<OidcOptions, 'oidc'> {
  readonly files: ConsoleFiles;
  /** Signing in with a token alone unless given. */
  readonly oidc?: OidcSettings | undefined;
}

/** To be mounted at /console. */
export function createConsoleRouter(options: ConsoleOptions): Router {
  const router = Router();
  router.use(setPageHeaders);
  const { oidc } = options;
  const signIn = { token: true, ...(oidc === undefined ? {} : { oidc: { name: oidc.name } }) } as const;
  router.use(createSessionEndpoints({ ...options, signIn }));
  if (oidc !== undefined) router.use(createOidcEndpoints({ ...options, oidc }));
  router.use(servePages(options.files));
  return router;
}
