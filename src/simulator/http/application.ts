import { randomUUID } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { type Control, controlRoutes } from '../control/control-routes.ts';
import type { PlatformApi } from './platform-api.ts';
import { badRequest, errorBody, notFound, PlatformError } from './platform-error.ts';

function controlError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (typeof error === 'object' && error !== null && 'type' in error)
    return badRequest('The body is not JSON.');
  const detail = error instanceof Error ? error.message : String(error);
  return new PlatformError(500, 'internal.server.error', `The simulator failed: ${detail}`);
}

/** The express application: `/simulator/*` for tests, everything else is the Platform API. */
export function createApplication(control: Control, platform: PlatformApi): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use('/simulator', controlRoutes(control), (request: Request) => {
    throw notFound(request.originalUrl);
  });
  app.use((request: Request, response: Response) => platform.answer(request, response));
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = controlError(error);
    response.status(known.status).json(errorBody(known, randomUUID()));
  });
  return app;
}
