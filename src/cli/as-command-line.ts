import type { RequestHandler } from 'express';
import { settingsOf } from '../config/policy-clients.ts';
import type { ScimClient } from '../scim/backend.ts';
import { actorOf, COMMAND_LINE, OPERATOR_HEADER, readOperator } from './operator.ts';

const NO_LIMIT = { perSecond: 1_000_000, burst: 1_000_000 };

const CLIENT: ScimClient = {
  name: COMMAND_LINE,
  authority: COMMAND_LINE,
  scopes: ['admin'],
  settings: { ...settingsOf({}, COMMAND_LINE), rate: NO_LIMIT },
};

/** Whoever can open the control socket is the user that the bridge runs as, and is believed who it is. */
export const asCommandLine: RequestHandler = (request, response, next) => {
  response.locals.client = CLIENT;
  response.locals.actor = actorOf(readOperator(request.headers[OPERATOR_HEADER]));
  next();
};
