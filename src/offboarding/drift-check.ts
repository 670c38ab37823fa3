/**
 * Looks at people who left: has somebody let one in again in Genesys Cloud, or given one a queue or a role? What is
 * found is reported, or repaired by the steps of the journey, as policy says.
 */

import { isDeepStrictEqual } from 'node:util';
import type { Genesys } from '../genesys/client.ts';
import { recordAudit } from '../store/audit.ts';
import { listDeparted } from '../store/departed.ts';
import { findManagedGroups } from '../store/kept-groups.ts';
import { listSteps, markStep, reopenSteps } from '../store/offboarding-steps.ts';
import { findOffboarding, type Offboarding, saveOffboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { lockPerson } from '../store/people.ts';
import type { WorkQueue } from '../store/queue.ts';
import type { Logger } from '../telemetry/logger.ts';
import { rulesOf } from './accepted-rules.ts';
import { findDrift, type LastSeen, parseLastSeen } from './drift-findings.ts';
import { openHoldings } from './holdings.ts';
import { deriveStatus } from './next-step.ts';
import { type OffboardingPolicy, policyOf } from './policy.ts';
import { type Journey, outcomesOf } from './record-outcome.ts';
import type { SnapshotVault } from './snapshot-vault.ts';
import type { StepContext } from './steps/step.ts';
import { type Findings, stepsToReopen, verificationStep } from './steps/verification.ts';

export interface DriftDependencies {
  readonly store: Store;
  readonly queue: WorkQueue;
  readonly genesys: Genesys;
  readonly policy: OffboardingPolicy;
  readonly vault: SnapshotVault;
  readonly log: Logger;
  readonly now: () => Date;
  /** Told of every person found. */
  readonly onDrift?: (() => void) | undefined;
}

/** Looked at side by side, so that their reads become one where Genesys allows. */
const AT_ONCE = 25;

function contextOf({ offboarding, steps }: Journey, dependencies: DriftDependencies): StepContext {
  const { store, genesys, vault, now } = dependencies;
  const { userId, clientName } = offboarding;
  const call = { priority: 'background' } as const;
  const policy = policyOf(dependencies.policy, clientName);
  return {
    userId,
    genesys,
    call,
    policy,
    leaving: rulesOf(offboarding, dependencies.policy),
    journey: offboarding,
    planned: steps.map(({ name }) => name),
    finished: steps.filter(({ status }) => status === 'done').map(({ name }) => name),
    outcomes: outcomesOf(steps),
    findManagedGroups: (groupIds) => findManagedGroups(store.db, groupIds),
    snapshot: vault.open(offboarding.snapshot, userId),
    held: openHoldings({ genesys, userId, call, since: now().getTime() }),
    attempts: 0,
    evidence: {},
    now,
  };
}

async function loadJourney(
  { store }: DriftDependencies,
  offboardingId: string,
): Promise<Journey | undefined> {
  const offboarding = await findOffboarding(store.db, offboardingId);
  if (offboarding === undefined) return undefined;
  return { offboarding, steps: await listSteps(store.db, offboarding.id) };
}

/** Remembers what was there, for the next look. */
async function noteSeen(
  { offboarding, steps }: Journey,
  last: LastSeen,
  seen: LastSeen,
  { store, now }: DriftDependencies,
): Promise<void> {
  const step = steps.find(({ name }) => name === verificationStep.name);
  if (step === undefined || isDeepStrictEqual(last, seen)) return;
  const at = now();
  await store.db.transaction().execute(async (transaction) => {
    const person = await lockPerson(transaction, offboarding.userId, at);
    if (person.offboardingId !== offboarding.id) return;
    await markStep(transaction, step, { ...step.evidence, ...seen }, at);
  });
}

/** The steps that would find something run again, and the end is verified anew. */
async function repair(
  { offboarding, steps }: Journey,
  open: Findings['open'],
  { store, queue, now }: DriftDependencies,
): Promise<void> {
  const names = [
    ...stepsToReopen(open),
    ...steps.filter(({ phase }) => phase === 'verify').map(({ name }) => name),
  ];
  const at = now();
  await store.db.transaction().execute(async (transaction) => {
    const person = await lockPerson(transaction, offboarding.userId, at);
    if (person.offboardingId !== offboarding.id) return;
    await reopenSteps(transaction, offboarding.id, names, at);
    const after = await listSteps(transaction, offboarding.id);
    await saveOffboarding(transaction, offboarding.id, { status: deriveStatus(offboarding.kind, after) });
    await queue.request(offboarding.userId, { urgent: open.state !== undefined }, transaction);
  });
}

async function report(
  context: StepContext,
  { id: offboardingId, requestId }: Pick<Offboarding, 'id' | 'requestId'>,
  action: 'drift.found' | 'drift.repaired',
  found: Findings['open'],
  { store, log, now }: DriftDependencies,
): Promise<void> {
  if (Object.keys(found).length === 0) return;
  const { userId } = context;
  log.warn('somebody who left is not as the offboarding left them in Genesys Cloud', {
    userId,
    found,
    action,
  });
  await recordAudit(store.db, {
    at: now(),
    actor: 'bridge',
    action,
    subject: userId,
    requestId,
    detail: { offboardingId, found },
  });
}

async function checkPerson(offboardingId: string, dependencies: DriftDependencies): Promise<boolean> {
  const journey = await loadJourney(dependencies, offboardingId);
  if (journey === undefined) return false;
  const context = contextOf(journey, dependencies);
  const last = parseLastSeen(journey.steps.find(({ name }) => name === verificationStep.name)?.evidence);
  const { open, beyond, seen } = await findDrift(context, last);
  await noteSeen(journey, last, seen, dependencies);
  const found = { ...beyond, ...open };
  if (Object.keys(found).length === 0) return false;
  dependencies.onDrift?.();
  if (context.policy.drift.action === 'report') {
    await report(context, journey.offboarding, 'drift.found', found, dependencies);
    return true;
  }
  await report(context, journey.offboarding, 'drift.repaired', open, dependencies);
  await report(context, journey.offboarding, 'drift.found', beyond, dependencies);
  if (Object.keys(open).length > 0) await repair(journey, open, dependencies);
  return true;
}

/** Returns how many people were found. One that cannot be looked at is left for the next time. */
export async function checkDrift(
  dependencies: DriftDependencies,
  completedBefore: Date,
  signal: AbortSignal,
): Promise<number> {
  const { store, log } = dependencies;
  let found = 0;
  for (let after = ''; !signal.aborted; ) {
    const departed = await listDeparted(store.db, { after, completedBefore, limit: AT_ONCE });
    const last = departed.at(-1);
    if (last === undefined) break;
    const looks = departed.map(({ offboardingId }) => checkPerson(offboardingId, dependencies));
    for (const look of await Promise.allSettled(looks)) {
      if (look.status === 'rejected') log.warn('could not look at somebody who left', { error: look.reason });
      else if (look.value) found += 1;
    }
    after = last.userId;
  }
  return found;
}
