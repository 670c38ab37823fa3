import express, { type Request, type Response } from 'express';
import { badRequest, PlatformError } from './platform-error.ts';

const parseJson = express.json({ limit: '10mb', type: ['application/json', 'application/scim+json'] });
const parseForm = express.urlencoded({ extended: false });

function bodyError(error: unknown): PlatformError {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') {
    return new PlatformError(413, 'response.entity.too.large', 'The request is over the size limit.');
  }
  return badRequest('The request could not be understood by the server due to malformed syntax.');
}

function hasContent({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

/** The parsed JSON or form, undefined without a body; rejects with a PlatformError. */
export async function readRequestBody(request: Request, response: Response): Promise<unknown> {
  // The parsers take a length of 0 for an empty document.
  if (!hasContent(request)) return undefined;
  for (const parse of [parseJson, parseForm]) {
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) => (error ? reject(bodyError(error)) : resolve()));
    });
  }
  const body: unknown = request.body;
  if (body !== undefined) return body;
  throw new PlatformError(415, 'unsupported.media.type', 'Unsupported Media Type: send application/json.');
}
