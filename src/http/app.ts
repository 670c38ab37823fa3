/** The express application: what stands in front of every room and what answers when nothing else did. */

import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { BridgeError } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { isTracing } from '../telemetry/tracing.ts';
import { logAccess, type OnScimRequest } from './access-log.ts';
import { sendAdminError } from './admin/errors.ts';
import { chain } from './chain.ts';
import { createHealthRouter, type HealthChecks } from './health.ts';
import { refuseUnreadableUrl } from './readable-url.ts';
import { assignRequestId, readRequestId } from './request-id.ts';
import { sendScimError, toScimError } from './scim-error.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { traceRequests } from './trace-requests.ts';

export interface AppOptions {
  readonly scim: RequestHandler;
  readonly admin: Router;
  /** The bridge's own token endpoint. */
  readonly oauth: Router;
  /** None when it is switched off. */
  readonly console?: Router | undefined;
  readonly health: HealthChecks;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly onScimRequest?: OnScimRequest;
}

/** Logs what went wrong with its cause; the answer never holds more than `toScimError` lets out. */
export function logFailure(log: Logger, error: unknown, requestId: string): void {
  const { status } = toScimError(error);
  if (status < 500) return;
  const level = error instanceof BridgeError ? 'warn' : 'error';
  log[level]('request failed', { requestId, status, error });
}

export function createApp(options: AppOptions): Express {
  const { scim, admin, oauth, health, log, metrics } = options;
  const app = createBareApp();
  const tracing = isTracing() ? [traceRequests] : [];
  const first = [
    assignRequestId,
    ...tracing,
    logAccess(log, metrics, options.onScimRequest),
    setSecurityHeaders,
  ];
  app.use(chain(...first, refuseUnreadableUrl));
  // The busiest first: each router before it would be asked in vain.
  app.use('/scim/v2', scim);
  const withCode = [refuseUnknownPath, answerFailure(log, sendAdminError)];
  app.use('/admin/v1', admin, ...withCode);
  if (options.console !== undefined) app.use('/console', options.console, ...withCode);
  app.use(oauth);
  app.use(createHealthRouter(health));
  app.use(refuseUnknownPath, answerFailure(log));
  return app;
}

/** The admin API alone: for a door of its own, such as the socket of the command line. */
export function createAdminApp({
  admin,
  log,
  metrics,
}: Pick<AppOptions, 'admin' | 'log' | 'metrics'>): Express {
  const app = createBareApp();
  const tracing = isTracing() ? [traceRequests] : [];
  app.use(chain(assignRequestId, ...tracing, logAccess(log, metrics)));
  app.use('/admin/v1', admin);
  app.use(refuseUnknownPath, answerFailure(log, sendAdminError));
  return app;
}

function createBareApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  return app;
}

const refuseUnknownPath: RequestHandler = () => {
  throw new BridgeError('Not found; the SCIM base is /scim/v2, the admin API is /admin/v1', {
    code: 'http.not-found',
    status: 404,
  });
};

function answerFailure(
  log: Logger,
  send: (response: Response, error: unknown) => void = sendScimError,
): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    logFailure(log, error, readRequestId(response));
    if (!response.headersSent) send(response, error);
  };
}
