/** Assembles the SCIM endpoints: guards in front, operations behind them, one way out for errors. */

import type { Request, RequestHandler, Response } from 'express';
import { BridgeError } from '../../errors.ts';
import type { ResourceBackend } from '../../scim/backend.ts';
import { ScimCall } from '../../scim/call.ts';
import { loadSchemaCatalogue } from '../../scim/schema/catalogue.ts';
import { declareResourceTypes } from '../../scim/scimmy.ts';
import { search } from '../../scim/search.ts';
import { chain } from '../chain.ts';
import { limitRate, type MonotonicClock } from '../rate-limit.ts';
import { sendScimError, toScimError } from '../scim-error.ts';
import { refuseTokenInBody, refuseTokenInUrl } from './access-token.ts';
import { type Admission, admitRequests } from './admission.ts';
import { sendAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { answerBulk } from './bulk.ts';
import { answerDiscovery } from './discovery.ts';
import { guardEndpoint } from './endpoint-guard.ts';
import { readQuery } from './query.ts';
import { RequestContext, type RequestContextOptions } from './request-context.ts';
import { isDiscoveryRead, openState, stateOf } from './request-state.ts';
import { answerResources } from './resources.ts';
import { createRouteTable } from './route-table.ts';
import { checkScope, readableTypes } from './scope.ts';

export interface ScimRouterOptions extends RequestContextOptions {
  readonly users: ResourceBackend;
  readonly groups: ResourceBackend;
  /**
   * Sets `response.locals.client` to a ScimClient, or calls next with an error. Runs before a body is read, and
   * not for discovery, which is public.
   */
  readonly authenticate: RequestHandler;
  /** Refuses requests while too many wait. */
  readonly admission: Admission;
  readonly documentationUri?: string;
  /** For the request rates; the process clock by default. */
  readonly clock?: MonotonicClock;
  /** Attributes that are neither published nor accepted: `nickName`, `urn:...:User:costCenter`. */
  readonly hiddenAttributes?: readonly string[];
  /** Told of every answer of 500 and above, with what caused it. */
  readonly onError: (error: unknown, request: Request, response: Response) => void;
}

type Types = ReturnType<typeof declareResourceTypes>;

/**
 * Answers every request below the SCIM root, where it is to be mounted. One row of handlers and no router of express,
 * which would match a path for each. One set of schemas for each process.
 */
export function createScimRouter(options: ScimRouterOptions): RequestHandler {
  const catalogue = loadSchemaCatalogue(options.hiddenAttributes);
  const types = declareResourceTypes(catalogue);
  const answer = chain(
    openState,
    refuseTokenInUrl,
    admitRequests(options.admission),
    unlessDiscovery(options.authenticate),
    unlessDiscovery(limitRate(options.clock ?? (() => performance.now()))),
    guardEndpoint,
    checkScope,
    readBody,
    refuseTokenInBody,
    answerDiscovery(catalogue, createRouteTable(), options),
    prepareCall(options),
    answerResources(types),
    answerSearch(types),
    answerBulk(types, options.onError),
  );
  return (request, response, next) => {
    answer(request, response, (error?: unknown) => {
      if (error === undefined || error === null) {
        next();
        return;
      }
      try {
        answerFailure(error, request, response, options.onError);
      } catch (failure) {
        next(failure);
      }
    });
  };
}

/** Discovery is public: no client, no rate. */
function unlessDiscovery(handler: RequestHandler): RequestHandler {
  return (request, response, next) =>
    isDiscoveryRead(request, response) ? next() : handler(request, response, next);
}

function prepareCall(options: ScimRouterOptions): RequestHandler {
  const backends = { users: options.users, groups: options.groups };
  return (request, response, next) => {
    const state = stateOf(response);
    const context = new RequestContext(request, response, state.arrivedAt, options);
    state.call = new ScimCall(context, backends, readQuery(request));
    next();
  };
}

function answerSearch(types: Types): RequestHandler {
  return async (request, response, next) => {
    const { endpoint, call } = stateOf(response);
    if (endpoint?.kind !== 'search' || call === undefined) return next();
    const names = endpoint.type === undefined ? readableTypes(call.context.client) : [endpoint.type];
    const searched = names.map((name) => types[name]);
    sendAnswer(request, response, await search(call, searched, request.body));
  };
}

function answerFailure(
  error: unknown,
  request: Request,
  response: Response,
  onError: ScimRouterOptions['onError'],
): void {
  if (response.headersSent) return;
  if (toScimError(error).status >= 500 && !isRefusedAtOnce(error)) onError(error, request, response);
  sendScimError(response, error);
}

/** Told by the admission itself, once for many. */
function isRefusedAtOnce(error: unknown): boolean {
  return error instanceof BridgeError && error.code === 'scim.busy';
}
