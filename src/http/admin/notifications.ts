/** The admin API's part for notifications: what was told to whom, and another try for what failed. */

import { Router } from 'express';
import { z } from 'zod';
import { describeNotifications, retryFailed } from '../../notifications/control.ts';
import type { Store } from '../../store/open.ts';
import { administratorOf } from './guard.ts';
import { parseQuery } from './query.ts';

export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  status: z.enum(['pending', 'delivered', 'failed']).optional(),
  userId: z.string().optional(),
});

export function createNotificationRouter(store: Store): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    const { userId, ...search } = parseQuery(listQuery, request.query);
    response.json(await describeNotifications(store, { ...search, subject: userId }));
  });
  router.post('/retry', async (_request, response) => {
    response.json(await retryFailed(store, undefined, administratorOf(response), new Date()));
  });
  router.post('/:id/retry', async (request, response) => {
    response.json(await retryFailed(store, request.params.id, administratorOf(response), new Date()));
  });
  return router;
}
