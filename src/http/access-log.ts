import type { RequestHandler } from 'express';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { readRequestId } from './request-id.ts';
import { toRoute } from './route-name.ts';

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
    });
    next();
  };
}
