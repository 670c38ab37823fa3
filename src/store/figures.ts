/** What the rows say about the work as a whole, for metrics: a few counts over what is open. */

import type { Kysely } from 'kysely';
import type { AuditHead } from './audit-verification.ts';
import type { Database, OffboardingStatus, StepStatus } from './tables.ts';

type OpenStatus = Exclude<StepStatus, 'done' | 'cancelled'>;
type StatusUnderWay = Exclude<OffboardingStatus, 'complete' | 'restored' | 'cancelled'>;

export interface WorkFigures {
  readonly offboardings: Readonly<Record<StatusUnderWay, number>>;
  readonly openSteps: Readonly<Record<OpenStatus, number>>;
  readonly oldestStuckSince: Date | undefined;
}

export interface AuditFigures {
  readonly entries: number;
  /** The end of the chain. */
  readonly head: AuditHead;
  readonly check: { readonly at: Date; readonly intact: boolean } | undefined;
}

/** Reads what is open through its indexes; what is done does not make it slower. */
export async function readWorkFigures(db: Kysely<Database>): Promise<WorkFigures> {
  const underWay = await db
    .selectFrom('offboarding')
    .select(['status', (expression) => expression.fn.countAll<number>().as('count')])
    .where('status', 'in', ['lockingOut', 'releasing', 'stuck', 'restoring'])
    .groupBy('status')
    .execute();
  const open = await db
    .selectFrom('offboarding_step')
    .select(['status', (expression) => expression.fn.countAll<number>().as('count')])
    .select((expression) => expression.fn.min('stuck_since').as('stuck_since'))
    .where('status', 'in', ['pending', 'waiting', 'stuck'])
    .groupBy('status')
    .execute();
  const offboardings = new Map(underWay.map(({ status, count }) => [status, count]));
  const steps = new Map(open.map((row) => [row.status, row]));
  return {
    offboardings: {
      lockingOut: offboardings.get('lockingOut') ?? 0,
      releasing: offboardings.get('releasing') ?? 0,
      stuck: offboardings.get('stuck') ?? 0,
      restoring: offboardings.get('restoring') ?? 0,
    },
    openSteps: {
      pending: steps.get('pending')?.count ?? 0,
      waiting: steps.get('waiting')?.count ?? 0,
      stuck: steps.get('stuck')?.count ?? 0,
    },
    oldestStuckSince: steps.get('stuck')?.stuck_since ?? undefined,
  };
}

export async function readAuditFigures(db: Kysely<Database>): Promise<AuditFigures> {
  const { position, hash, start_position } = await db
    .selectFrom('audit_chain')
    .select(['position', 'hash', 'start_position'])
    .executeTakeFirstOrThrow();
  const check = await db.selectFrom('audit_check').select(['at', 'intact']).executeTakeFirst();
  return { entries: position - start_position, head: { position, hash }, check };
}

export async function saveAuditCheck(
  db: Kysely<Database>,
  check: { readonly at: Date; readonly intact: boolean },
): Promise<void> {
  await db
    .insertInto('audit_check')
    .values({ id: 1, ...check })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(check))
    .execute();
}
