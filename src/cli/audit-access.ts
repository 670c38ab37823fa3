/** The audit trail, as the command line reads it and erases names from it. */

import { z } from 'zod';
import { type Administrator, listAudit } from '../store/audit.ts';
import { erasePersonal } from '../store/audit-erasure.ts';
import { readExportPage } from '../store/audit-export.ts';
import { verifyAudit } from '../store/audit-verification.ts';
import type { Store } from '../store/open.ts';

export const auditRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('audit.list'),
    userId: z.string().min(1).optional(),
    limit: z.number().int().min(1).max(500),
  }),
  z.strictObject({
    action: z.literal('audit.verify'),
    head: z
      .strictObject({ position: z.number().int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) })
      .optional(),
  }),
  /** One page; the next begins after the position of its last entry. */
  z.strictObject({
    action: z.literal('audit.export'),
    after: z.number().int().min(0),
    since: z.iso.datetime().optional(),
  }),
  z.strictObject({ action: z.literal('audit.erase'), userId: z.string().min(1) }),
]);

export type AuditRequest = z.infer<typeof auditRequestSchema>;

/** Carries out one request; the answer is plain JSON. */
export async function carryOutAudit(
  store: Store,
  request: AuditRequest,
  by: Administrator,
  now: Date,
): Promise<unknown> {
  switch (request.action) {
    case 'audit.list': {
      const { limit, userId } = request;
      const search = { limit, ...(userId === undefined ? {} : { subject: userId }) };
      return { entries: await listAudit(store.db, search) };
    }
    case 'audit.verify':
      return await verifyAudit(store.db, request.head);
    case 'audit.export': {
      const { after, since } = request;
      const from = since === undefined ? undefined : new Date(since);
      return { entries: await readExportPage(store.db, { after, since: from }) };
    }
    case 'audit.erase':
      return { erased: await erasePersonal(store.db, request.userId, by, now) };
  }
}
