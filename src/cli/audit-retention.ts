/** Drops what the audit trail need not hold any longer. */

import type { Chore } from '../offboarding/chores.ts';
import { pruneAudit } from '../store/audit-erasure.ts';
import type { Store } from '../store/open.ts';

const EVERY_MS = 3_600_000;

/** `keepMs`: age at which entries go; without it they stay for ever. */
export function auditRetention(
  store: Store,
  keepMs: number | undefined,
  now: () => Date = () => new Date(),
): readonly Chore[] {
  if (keepMs === undefined) return [];
  const run = async (): Promise<void> => {
    const at = now();
    const before = new Date(at.getTime() - keepMs);
    await pruneAudit(store.db, before, at);
  };
  return [{ name: 'prune audit', everyMs: EVERY_MS, run }];
}
