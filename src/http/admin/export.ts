/** The admin API's part for exports of conversations: jobs at Genesys Cloud, one for each window of time. */

import { Router } from 'express';
import { z } from 'zod';
import type { ConversationExport } from '../../records/export/conversation-export.ts';
import { parseBody } from './body.ts';
import { administratorOf } from './guard.ts';
import { parseQuery } from './query.ts';

export const startBody = z
  .strictObject({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    startedInside: z.boolean().default(false),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), 'must begin before it ends');
export const pageQuery = z.strictObject({
  cursor: z.string().min(1).optional(),
  pageSize: z.coerce.number().int().min(1).max(1_000).default(500),
});

export function createExportRouter(conversations: ConversationExport): Router {
  const router = Router();
  router.post('/users/:id/conversation-jobs', async (request, response) => {
    const { from, to, startedInside } = parseBody(startBody, request.body);
    const window = { userId: request.params.id, from: new Date(from), to: new Date(to), startedInside };
    response.status(202).json(await conversations.start(window, administratorOf(response)));
  });
  router.get('/users/:id/conversation-jobs/:jobId', async (request, response) => {
    response.json(await conversations.state(request.params.jobId));
  });
  router.get('/users/:id/conversation-jobs/:jobId/results', async (request, response) => {
    const { cursor, pageSize } = parseQuery(pageQuery, request.query);
    response.json(await conversations.page(request.params.jobId, cursor, pageSize));
  });
  return router;
}
