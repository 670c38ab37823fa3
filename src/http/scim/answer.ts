/** Writes an answer: the document with its headers. */

import type { Request, Response } from 'express';
import type { ScimAnswer } from '../../scim/answer.ts';
import { SCIM_MEDIA_TYPE } from '../scim-error.ts';

/** RFC 7644 section 3.3 wants `Location` on 201, section 3.14 the resource's version as its entity tag. */
export function sendAnswer(request: Request, response: Response, answer: ScimAnswer): void {
  if (answer.version !== undefined) response.setHeader('ETag', answer.version);
  if (answer.location !== undefined && response.statusCode === 201) {
    response.setHeader('Location', answer.location);
  }
  if (answer.body === undefined) sendNothing(response.status(204));
  else sendText(request, response, answer.body.text);
}

export function sendText(request: Request, response: Response, text: string): void {
  if (request.headers['if-none-match'] !== undefined && request.fresh) {
    sendNothing(response.status(304));
    return;
  }
  response.locals.answer = text;
  const length = Buffer.byteLength(text);
  response.setHeader('Content-Type', SCIM_MEDIA_TYPE);
  response.setHeader('Content-Length', length);
  // As many bytes as characters is ASCII, which goes out as it is; UTF-8 would look at each character.
  response.end(text, length === text.length ? 'latin1' : 'utf8');
}

/** scimmy's route table sets a media type before it knows that there is nothing to send. */
function sendNothing(response: Response): void {
  response.removeHeader('Content-Type');
  response.end();
}
