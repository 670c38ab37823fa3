/** The admin API's part for erasures (GDPR): what one would do, the confirmed command, and how far it is. */

import { Router } from 'express';
import { z } from 'zod';
import type { Erasures } from '../../records/erasure/erasures.ts';
import type { Erasure } from '../../store/erasures.ts';
import { parseBody } from './body.ts';
import { refuseOnTrial } from './errors.ts';
import { administratorOf } from './guard.ts';

export const orderBody = z.strictObject({
  kind: z.enum(['delete', 'update']),
  confirm: z.string(),
  name: z.string().trim().min(1).max(250).optional(),
  email: z.email().optional(),
});

/** Without the terms: they name the person. */
function describe({ terms: _terms, ...erasure }: Erasure) {
  return erasure;
}

export interface ErasureRouterOptions {
  readonly erasures: Erasures;
  /** The bridge writes nothing. */
  readonly dryRun: boolean;
}

export function createErasureRouter({ erasures, dryRun }: ErasureRouterOptions): Router {
  const router = Router();
  router.get('/users/:id/erasure', async (request, response) => {
    const userId = request.params.id;
    if (!dryRun) await erasures.followAll(userId);
    const preview = await erasures.preview(userId);
    response.json({ ...preview, erasures: preview.erasures.map(describe) });
  });
  router.post('/users/:id/erasure', async (request, response) => {
    refuseOnTrial({ dryRun });
    const { kind, confirm, ...replacement } = parseBody(orderBody, request.body);
    const order = { userId: request.params.id, kind, confirm, replacement };
    const erasure = await erasures.order(order, administratorOf(response));
    response.status(erasure.state === 'complete' ? 200 : 202).json(describe(erasure));
  });
  return router;
}
