/** The admin API's part for the audit trail: looking, verifying, taking it elsewhere. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Response, Router } from 'express';
import { z } from 'zod';
import { listAudit } from '../../store/audit.ts';
import { exportAudit, toLines } from '../../store/audit-export.ts';
import { verifyAudit } from '../../store/audit-verification.ts';
import { readAuditFigures } from '../../store/figures.ts';
import type { Store } from '../../store/open.ts';
import { limit, moment, parseQuery } from './query.ts';

export const listQuery = z.strictObject({
  limit,
  subject: z.string().optional(),
  actor: z.string().optional(),
  /** One action, or with a `*` at its end all that begin so: `guard.*`. */
  action: z.string().min(1).max(100).optional(),
  requestId: z.string().optional(),
  since: moment.optional(),
  until: moment.optional(),
  before: z.coerce.number('must be a number of an entry').int().positive().optional(),
});

export const exportQuery = z.strictObject({ since: moment.optional() });

async function sendExport(store: Store, since: Date | undefined, response: Response): Promise<void> {
  const pages = exportAudit(store.db, since);
  // Read before the answer begins, so that a database that is away is still an error with a status.
  const first = await pages.next();
  response.type('application/x-ndjson');
  if (first.done === true) {
    response.end();
    return;
  }
  async function* lines(): AsyncGenerator<string> {
    yield toLines(first.value ?? []);
    for await (const page of pages) yield toLines(page);
  }
  try {
    await pipeline(Readable.from(lines()), response);
  } catch (error) {
    if (!hasLeft(error)) throw error;
  }
}

/** The reader closed the connection before the end, or before the beginning. */
function hasLeft(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_UNABLE_TO_PIPE';
}

async function listPage(store: Store, query: unknown) {
  const { limit, ...search } = parseQuery(listQuery, query);
  // One more than asked for tells whether there is a next page.
  const found = await listAudit(store.db, { ...search, limit: limit + 1 });
  const entries = found.slice(0, limit);
  return { entries, ...(found.length > limit ? { next: entries.at(-1)?.seq } : {}) };
}

/** What can be said of the chain without reading it. */
async function describeChain(store: Store) {
  const { entries, head, check } = await readAuditFigures(store.db);
  return {
    entries,
    head,
    ...(check === undefined
      ? {}
      : { lastVerification: { at: check.at.toISOString(), intact: check.intact } }),
  };
}

export function createAuditRouter(store: Store): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    response.json(await listPage(store, request.query));
  });
  router.get('/chain', async (_request, response) => {
    response.json(await describeChain(store));
  });
  router.get('/verification', async (_request, response) => {
    response.json(await verifyAudit(store.db));
  });
  router.get('/export', async (request, response) => {
    await sendExport(store, parseQuery(exportQuery, request.query).since, response);
  });
  return router;
}
