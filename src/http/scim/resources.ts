/** The operations on /Users and /Groups and on what is below them. */

import type { Request, RequestHandler } from 'express';
import type { ScimAnswer } from '../../scim/answer.ts';
import type { ScimCall } from '../../scim/call.ts';
import type { ResourceType } from '../../scim/resource-type.ts';
import { sendAnswer } from './answer.ts';
import type { Endpoint } from './endpoints.ts';
import { stateOf } from './request-state.ts';

type ResourceEndpoint = Extract<Endpoint, { readonly kind: 'collection' | 'resource' }>;

interface Types {
  readonly users: ResourceType;
  readonly groups: ResourceType;
}

/** Goes on to the next handler for every other endpoint. */
export function answerResources(types: Types): RequestHandler {
  return async (request, response, next) => {
    const { endpoint, call } = stateOf(response);
    if (call === undefined || !isResourceEndpoint(endpoint)) return next();
    const answer = await perform(types[endpoint.type], call, endpoint, request);
    if (endpoint.kind === 'collection' && request.method === 'POST') response.status(201);
    sendAnswer(request, response, answer);
  };
}

function isResourceEndpoint(endpoint: Endpoint | undefined): endpoint is ResourceEndpoint {
  return endpoint?.kind === 'collection' || endpoint?.kind === 'resource';
}

/** The method is one of those that the endpoint allows. */
function perform(
  type: ResourceType,
  call: ScimCall,
  endpoint: ResourceEndpoint,
  { method, body }: Request,
): Promise<ScimAnswer> {
  if (endpoint.kind === 'collection') return method === 'POST' ? type.create(call, body) : type.list(call);
  switch (method) {
    case 'PUT':
      return type.replace(call, endpoint.id, body);
    case 'PATCH':
      return type.patch(call, endpoint.id, body);
    case 'DELETE':
      return type.remove(call, endpoint.id);
    default:
      return type.get(call, endpoint.id);
  }
}
