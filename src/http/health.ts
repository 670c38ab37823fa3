import { Router } from 'express';

export interface HealthChecks {
  /** Resolves when requests can be served; rejects with the reason otherwise. */
  readonly ready: () => Promise<void>;
  /** Prometheus exposition text. */
  readonly metrics: () => Promise<string>;
}

/** Liveness says that the process answers; readiness that its database does. */
export function createHealthRouter({ ready, metrics }: HealthChecks): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    try {
      await ready();
      response.json({ status: 'ready' });
    } catch {
      response.status(503).json({ status: 'not ready' });
    }
  });
  router.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4').send(await metrics());
  });
  return router;
}
