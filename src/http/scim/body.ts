/** Reads the JSON body of a request, with every refusal as a SCIM error. */

import express, { type Request, type RequestHandler } from 'express';
import { BridgeError } from '../../errors.ts';
import { badRequest } from '../../scim/bad-request.ts';
import { MAX_PAYLOAD_BYTES } from '../../scim/limits.ts';
import { refuseManyNames, refuseUnfitValues } from './body-shape.ts';

const MEDIA_TYPES = ['application/scim+json', 'application/json'];
/** As clients write them; any other spelling is looked at more closely. */
const USUAL_TYPES = new Set(MEDIA_TYPES.flatMap((type) => [type, `${type}; charset=utf-8`]));
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** Its media type has been checked by then. */
const parseJson = express.json({
  type: () => true,
  limit: MAX_PAYLOAD_BYTES,
  strict: false,
  verify: (_request, _response, json) => refuseManyNames(json),
});

const utf8 = new TextDecoder();

/** 415 for another media type, charset or encoding, 413 above 1 MiB, 400 invalidSyntax for broken JSON. */
export const readBody: RequestHandler = (request, response, next) => {
  if (!METHODS_WITH_BODY.has(request.method) || !hasBody(request)) {
    next();
    return;
  }
  const isUsual = USUAL_TYPES.has(request.headers['content-type'] ?? '');
  if (!isUsual && !request.is(MEDIA_TYPES)) throw unsupported('Content-Type');
  const arrived = isUsual ? takeArrived(request) : undefined;
  if (arrived !== undefined) {
    request.body = parseArrived(arrived);
    refuseUnfitValues(request.body);
    next();
    return;
  }
  parseJson(request, response, (error?: unknown) => {
    if (error !== undefined && error !== null) {
      next(toRefusal(error));
      return;
    }
    try {
      refuseUnfitValues(request.body);
    } catch (refusal) {
      next(refusal);
      return;
    }
    next();
  });
};

/**
 * A body that has arrived whole with its head, as most do: it lies in the stream's buffer, and to wait for its events
 * would cost more than everything else about it. Undefined for one that has to be waited for, or is compressed.
 */
function takeArrived(request: Request): Uint8Array | undefined {
  const { 'content-length': length, 'content-encoding': encoding } = request.headers;
  const isWhole = request.readableLength === Number(length) && request.readableLength <= MAX_PAYLOAD_BYTES;
  if (!isWhole || encoding !== undefined) return undefined;
  const body: unknown = request.read();
  // The parser may be about to say that this was all: the stream ends once it has.
  request.resume();
  return body instanceof Uint8Array ? body : undefined;
}

function parseArrived(body: Uint8Array): unknown {
  refuseManyNames(body);
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    throw toRefusal(error);
  }
}

function hasBody({ headers }: Request): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function toRefusal(error: unknown): BridgeError {
  // The parser gives what `verify` throws a status of its own.
  if (error instanceof BridgeError) return badRequest(error.scimType ?? 'invalidSyntax', error.message);
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 415) return unsupported('charset or Content-Encoding');
  if (status === 413) {
    return new BridgeError(`The request body is larger than ${MAX_PAYLOAD_BYTES} bytes`, {
      code: 'scim.body-too-large',
      status: 413,
    });
  }
  return badRequest('invalidSyntax', `The request body is not valid JSON${describePlace(error)}`);
}

/** Of the parser's message only the place: the rest of it repeats the body. */
function describePlace(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `: look at position ${Number(position) + 1}`;
  return message.startsWith('Unexpected end') ? ': it ends too early' : '';
}

function unsupported(what: string): BridgeError {
  return new BridgeError(`The ${what} is not supported: send ${MEDIA_TYPES.join(' or ')} in UTF-8`, {
    code: 'scim.unsupported-media-type',
    status: 415,
  });
}
