/** A span for each SCIM and admin request, of which everything that it sets off is a part. */

import type { RequestHandler, Response } from 'express';
import {
  bindToActiveSpan,
  markFailed,
  runInSpan,
  type Span,
  SpanKind,
  startSpan,
} from '../telemetry/tracing.ts';
import { readRequestId } from './request-id.ts';
import { toRoute } from './route-name.ts';

const TRACED = /^\/(?:scim|admin)\//;
const USER_PATH = /\/users\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i;

/** Only ids of Genesys users: anything else in a path or address may be a name. */
function findUserId(path: string, response: Response): string | undefined {
  const location = response.getHeader('location');
  const [, id] = USER_PATH.exec(path) ?? USER_PATH.exec(typeof location === 'string' ? location : '') ?? [];
  return id?.toLowerCase();
}

function nameOfClient({ locals }: Response): string | undefined {
  const client: unknown = locals.client;
  return typeof client === 'object' && client !== null && 'name' in client ? String(client.name) : undefined;
}

function describeAnswer(span: Span, method: string, path: string, response: Response): void {
  const status = response.writableFinished ? response.statusCode : 499;
  const route = toRoute(path, status);
  const userId = findUserId(path, response);
  const client = nameOfClient(response);
  span.updateName(`${method} ${route}`);
  span.setAttribute('http.route', route);
  span.setAttribute('http.response.status_code', status);
  if (userId !== undefined) span.setAttribute('enduser.id', userId);
  if (client !== undefined) span.setAttribute('scim.client', client);
  if (status >= 500) markFailed(span, String(status));
}

/** To stand in front of the application only while tracing is on. The path itself is no attribute: it may hold names. */
export const traceRequests: RequestHandler = (request, response, next) => {
  // Below its mount a router sees another path, and so does whatever runs at the end.
  const { method, path } = request;
  if (!TRACED.test(path)) {
    next();
    return;
  }
  const given = request.headers.traceparent;
  const span = startSpan({
    name: method,
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': method,
      'url.scheme': request.protocol,
      'bridge.request_id': readRequestId(response),
    },
    // Never part of what is active here: each request comes from elsewhere.
    traceparent: typeof given === 'string' ? given : '',
  });
  runInSpan(span, () => {
    bindToActiveSpan(request, response);
    response.once('close', () => {
      if (span === undefined) return;
      describeAnswer(span, method, path, response);
      span.end();
    });
    next();
  });
};
