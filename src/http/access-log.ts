import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { readRequestId } from './request-id.ts';
import { toRoute } from './route-name.ts';

export interface AnsweredRequest {
  readonly request: Request;
  readonly response: Response;
  /** 499 where the client left before the answer. */
  readonly status: number;
  readonly durationMs: number;
}

/** Told of every SCIM request that is over. */
export type OnScimRequest = (answered: AnsweredRequest) => void;

const SCIM = '/scim/';

/** One line and one observation for each answered request; the query string stays out, it holds people. */
export function logAccess(log: Logger, metrics: Metrics, onScimRequest?: OnScimRequest): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const { method, path } = request;
    response.on('close', () => {
      const durationMs = Math.round(performance.now() - started);
      const status = response.writableFinished ? response.statusCode : 499;
      const client: unknown = response.locals.client;
      const name =
        typeof client === 'object' && client !== null && 'name' in client ? client.name : undefined;
      metrics.observeRequest({
        method,
        route: toRoute(path, status),
        status,
        durationMs,
      });
      log.info('request', {
        requestId: readRequestId(response),
        method,
        path,
        status,
        durationMs,
        client: name,
      });
      if (path.startsWith(SCIM)) onScimRequest?.({ request, response, status, durationMs });
    });
    next();
  };
}
