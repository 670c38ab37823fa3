import type { RequestHandler } from 'express';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { readRequestId } from './request-id.ts';

/** Ids and names would make a series of each person: a path keeps its shape only. */
function toRoute(path: string): string {
  return path
    .replace(/\/(Users|Groups|Schemas|ResourceTypes)\/[^/]+/, '/$1/:id')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, ':id')
    .slice(0, 80);
}

/** One line and one observation for each answered request; the query string stays out, it holds people. */
export function logAccess(log: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const { method, path } = request;
    response.once('close', () => {
      const durationMs = Math.round(performance.now() - started);
      const status = response.writableFinished ? response.statusCode : 499;
      const client: unknown = response.locals.client;
      const name =
        typeof client === 'object' && client !== null && 'name' in client ? client.name : undefined;
      metrics.observeRequest({
        method,
        route: status === 404 ? 'unknown' : toRoute(path),
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
    });
    next();
  };
}
