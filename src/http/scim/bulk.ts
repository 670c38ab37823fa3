/** POST /Bulk: the operations of a request, each with the scope that its type needs. */

import type { RequestHandler } from 'express';
import { runBulk } from '../../scim/bulk/run.ts';
import type { ResourceType } from '../../scim/resource-type.ts';
import { toScimError } from '../scim-error.ts';
import { sendAnswer } from './answer.ts';
import { stateOf } from './request-state.ts';
import type { ScimRouterOptions } from './router.ts';
import { requireWrite } from './scope.ts';

interface Types {
  readonly users: ResourceType;
  readonly groups: ResourceType;
}

/** Goes on to the next handler for every other endpoint. `onError` learns of failures of the server. */
export function answerBulk(types: Types, onError: ScimRouterOptions['onError']): RequestHandler {
  return async (request, response, next) => {
    const { endpoint, call } = stateOf(response);
    if (call === undefined || endpoint?.kind !== 'bulk') return next();
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
