/** Puts the console together from the configuration: who may sign in, and what it serves. */

import type { Request, RequestHandler, Router } from 'express';
import type { Configuration } from '../config/configuration.ts';
import { settingsOf } from '../config/policy-clients.ts';
import { authenticateCaller } from '../http/admin/caller.ts';
import type { AuthenticationGate } from '../http/authentication-gate.ts';
import { ConsoleFiles } from '../http/console/files.ts';
import { createConsoleRouter } from '../http/console/router.ts';
import { Sessions } from '../http/console/sessions.ts';
import type { Store } from '../store/open.ts';
import type { Logger } from '../telemetry/logger.ts';

interface ConsoleDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly gate: AuthenticationGate;
  /** Of a client with a token. */
  readonly authenticate: RequestHandler;
  readonly origin: (request: Request) => string;
}

export interface OpenConsole {
  /** For the admin API: takes a token, and a session where the console is on. */
  readonly authenticate: RequestHandler;
  /** None where the console is off. */
  readonly router: Router | undefined;
}

export function openConsole(
  { console, clients }: Configuration,
  { store, log, gate, authenticate, origin }: ConsoleDependencies,
): OpenConsole {
  const { enabled, sessions: limits, oidc } = console;
  const sessions = enabled ? new Sessions({ store, limits, origin, issuer: oidc?.issuer }) : undefined;
  return {
    authenticate: authenticateCaller({
      authenticate,
      sessions,
      gate,
      settingsOf: (client) => settingsOf(clients, client),
    }),
    router:
      sessions &&
      createConsoleRouter({ store, sessions, gate, origin, log, oidc, files: new ConsoleFiles() }),
  };
}
