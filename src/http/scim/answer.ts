/** Writes what the route table sends: documents with their headers, errors in the form of the RFC. */

import type { Request, RequestHandler, Response } from 'express';
import { ScimAnswer } from '../../scim/answer.ts';
import type { ScimCall } from '../../scim/call.ts';
import { SCIM_MEDIA_TYPE } from '../scim-error.ts';
import { renderDiscovery } from './discovery.ts';

interface AnswerOptions {
  readonly baseUrl: (request: Request) => string;
  readonly callOf: (request: Request) => ScimCall | undefined;
  readonly fail: (error: unknown, request: Request, response: Response) => void;
}

/**
 * Takes over `response.send`, the one exit of the route table. It would otherwise send a bare body, an entity
 * tag of its own, and its own reading of an error.
 */
export function takeOverSend({ baseUrl, callOf, fail }: AnswerOptions): RequestHandler {
  return (request, response, next) => {
    response.send = (body?: unknown) => {
      const failure = callOf(request)?.failure;
      if (failure !== undefined) fail(failure.error, request, response);
      else if (body instanceof ScimAnswer) sendAnswer(request, response, body);
      else if (body === undefined) sendNothing(response);
      else sendText(request, response, renderDiscovery(body, baseUrl(request)));
      return response;
    };
    next();
  };
}

/** RFC 7644 section 3.3 wants `Location` on 201, section 3.14 the resource's version as its entity tag. */
export function sendAnswer(request: Request, response: Response, answer: ScimAnswer): void {
  if (answer.version !== undefined) response.set('ETag', answer.version);
  if (answer.location !== undefined && response.statusCode === 201) response.set('Location', answer.location);
  if (answer.document === undefined) sendNothing(response.status(204));
  else sendText(request, response, JSON.stringify(answer.document));
}

function sendText(request: Request, response: Response, text: string): void {
  if (request.fresh) {
    sendNothing(response.status(304));
    return;
  }
  response.set({ 'Content-Type': SCIM_MEDIA_TYPE, 'Content-Length': String(Buffer.byteLength(text)) });
  response.end(text);
}

/** The route table has set a media type before it knew that there is nothing to send. */
function sendNothing(response: Response): void {
  response.removeHeader('Content-Type');
  response.end();
}
