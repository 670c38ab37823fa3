/** POST /Bulk: the operations of a request, each with the scope that its type needs. */

import type { Request, RequestHandler } from 'express';
import { runBulk } from '../../scim/bulk/run.ts';
import type { ScimCall } from '../../scim/call.ts';
import type { ResourceType } from '../../scim/resource-type.ts';
import { toScimError } from '../scim-error.ts';
import { sendAnswer } from './answer.ts';
import { endpointOf } from './endpoints.ts';
import type { ScimRouterOptions } from './router.ts';
import { requireWrite } from './scope.ts';

interface Types {
  readonly users: ResourceType;
  readonly groups: ResourceType;
}

/** Goes on to the next handler for every other endpoint. `onError` learns of failures of the server. */
export function answerBulk(
  types: Types,
  callOf: (request: Request) => ScimCall | undefined,
  onError: ScimRouterOptions['onError'],
): RequestHandler {
  return async (request, response, next) => {
    const call = callOf(request);
    if (call === undefined || endpointOf(request)?.kind !== 'bulk') return next();
    const answer = await runBulk(call, request.body, {
      types: [types.users, types.groups],
      authorise: (type) => requireWrite(call.context.client, type === types.users ? 'users' : 'groups'),
      describeError: (error) => {
        const { status, body } = toScimError(error);
        if (status >= 500) onError(error, request, response);
        return { status, body: { ...body, schemas: [...body.schemas] } };
      },
    });
    sendAnswer(request, response, answer);
  };
}
