/** Verifies the whole audit trail every so often, so that nobody has to remember to. */

import type { Chore } from '../offboarding/chores.ts';
import { verifyAudit } from '../store/audit-verification.ts';
import { saveAuditCheck } from '../store/figures.ts';
import type { Store } from '../store/open.ts';
import type { Logger } from '../telemetry/logger.ts';

export function auditCheck(
  store: Store,
  log: Logger,
  everyMs: number | 'never',
  now: () => Date = () => new Date(),
): readonly Chore[] {
  if (everyMs === 'never') return [];
  const run = async (): Promise<void> => {
    const { intact, entries, problems } = await verifyAudit(store.db);
    await saveAuditCheck(store.db, { at: now(), intact });
    if (!intact) log.error('the audit trail is not intact', { entries, problems });
  };
  return [{ name: 'verify audit', everyMs, run }];
}
