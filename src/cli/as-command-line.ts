import type { RequestHandler } from 'express';
import { settingsOf } from '../config/policy-clients.ts';
import type { ScimClient } from '../scim/backend.ts';

/** Under this name the guard counts and the audit trail tells what the command line does. */
export const COMMAND_LINE = 'command line';

const NO_LIMIT = { perSecond: 1_000_000, burst: 1_000_000 };

const CLIENT: ScimClient = {
  name: COMMAND_LINE,
  authority: COMMAND_LINE,
  scopes: ['admin'],
  settings: { ...settingsOf({}, COMMAND_LINE), rate: NO_LIMIT },
};

/** Whoever can open the control socket is the user that the bridge runs as. */
export const asCommandLine: RequestHandler = (_request, response, next) => {
  response.locals.client = CLIENT;
  next();
};
