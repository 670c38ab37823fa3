/** What administrators decide about journeys under way: try again now, or leave off. */

import type { Transaction } from 'kysely';
import { BridgeError } from '../errors.ts';
import { type Administrator, recordAudit } from '../store/audit.ts';
import {
  cancelOpenSteps,
  hastenSteps,
  isOpen,
  listSteps,
  type OffboardingStep,
} from '../store/offboarding-steps.ts';
import { findOffboarding, type Offboarding, saveOffboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { lockPerson, type Person, savePerson } from '../store/people.ts';
import type { WorkQueue } from '../store/queue.ts';
import type { Database } from '../store/tables.ts';
import { isAwaitedPhaseOpen, isLockOutOpen } from './next-step.ts';

export interface Command extends Administrator {
  readonly userId: string;
}

interface ControlDependencies {
  readonly store: Store;
  readonly queue: WorkQueue;
  readonly now: () => Date;
}

interface Standing {
  readonly person: Person;
  readonly offboarding: Offboarding;
  readonly steps: readonly OffboardingStep[];
}

/** Holds the person's row until the transaction ends; throws where nothing is under way. */
async function lockJourney(transaction: Transaction<Database>, userId: string, now: Date): Promise<Standing> {
  const person = await lockPerson(transaction, userId, now);
  const { offboardingId } = person;
  const offboarding =
    offboardingId === undefined ? undefined : await findOffboarding(transaction, offboardingId);
  const steps = offboarding === undefined ? [] : await listSteps(transaction, offboarding.id);
  if (offboarding !== undefined && steps.some(isOpen)) return { person, offboarding, steps };
  throw new BridgeError(`Nothing is under way for ${userId}: no step of an offboarding or a return is open`, {
    code: 'offboarding.nothing-open',
    status: 409,
  });
}

/** Open steps of that name; every stuck one without a name. */
function chooseSteps(steps: readonly OffboardingStep[], name: string | undefined): string[] {
  const open = steps.filter(isOpen);
  const chosen = open.filter((step) => (name === undefined ? step.status === 'stuck' : step.name === name));
  if (chosen.length > 0) return chosen.map((step) => step.name);
  const list = open.map((step) => `${step.name} (${step.status})`).join(', ');
  throw new BridgeError(
    name === undefined
      ? `No step is stuck. Open steps can be named: ${list}`
      : `No open step is called '${name}'. Open: ${list}`,
    { code: 'offboarding.no-such-step', status: 409 },
  );
}

export interface Retried {
  readonly offboardingId: string;
  readonly steps: readonly string[];
}

/** Makes steps due at once: what they were stuck at, or wait for, may be cured by now. */
export async function retryJourney(
  command: Command & { readonly step?: string | undefined },
  { store, queue, now }: ControlDependencies,
): Promise<Retried> {
  const { userId, actor, requestId } = command;
  const retried = await store.db.transaction().execute(async (transaction) => {
    const at = now();
    const { offboarding, steps } = await lockJourney(transaction, userId, at);
    const names = chooseSteps(steps, command.step);
    await hastenSteps(transaction, offboarding.id, names, at);
    const detail = { offboardingId: offboarding.id, steps: names };
    await recordAudit(transaction, {
      at,
      actor,
      action: 'steps.retried',
      subject: userId,
      requestId,
      detail,
    });
    await queue.request(userId, { urgent: isLockOutOpen(steps) }, transaction);
    return { offboardingId: offboarding.id, steps: names };
  });
  queue.announce(userId, { interrupt: false });
  return retried;
}

export interface Cancelled {
  readonly offboardingId: string;
  readonly kind: Offboarding['kind'];
  /** What is left as it is. */
  readonly steps: readonly string[];
}

/** Throws where leaving off would leave somebody between in and out. */
function refuseHalfWay({ offboarding, steps }: Standing): void {
  if (!isAwaitedPhaseOpen(steps) && !isLockOutOpen(steps)) return;
  const [what, cure] =
    offboarding.kind === 'restore'
      ? ['The person is not active yet', 'retry it, or offboard the person again']
      : ['The lock-out is not done yet', 'retry it, or restore the person'];
  throw new BridgeError(`${what}, so what is left cannot be cancelled: ${cure}`, {
    code: 'offboarding.half-way',
    status: 409,
  });
}

/** What `cancelJourney` would leave off; throws what it would throw. */
export async function previewCancellation(
  userId: string,
  { store, now }: ControlDependencies,
): Promise<Cancelled> {
  return await store.db.transaction().execute(async (transaction) => {
    const standing = await lockJourney(transaction, userId, now());
    refuseHalfWay(standing);
    return describeCancelled(standing);
  });
}

function describeCancelled({ offboarding, steps }: Standing): Cancelled {
  const open = steps.filter(isOpen).map(({ name }) => name);
  return { offboardingId: offboarding.id, kind: offboarding.kind, steps: open };
}

/**
 * Leaves off what is left of a journey past its lock-out, or past its return to active: whoever left stays locked
 * out and keeps what has not been released. A step on its way to Genesys may still take effect there; the new
 * generation keeps it from being written down.
 */
export async function cancelJourney(
  { userId, actor, requestId }: Command,
  { store, queue, now }: ControlDependencies,
): Promise<Cancelled> {
  const cancelled = await store.db.transaction().execute(async (transaction) => {
    const at = now();
    const standing = await lockJourney(transaction, userId, at);
    refuseHalfWay(standing);
    const { person, offboarding } = standing;
    await cancelOpenSteps(transaction, offboarding.id);
    await saveOffboarding(transaction, offboarding.id, { status: 'cancelled' });
    await savePerson(transaction, { ...person, generation: person.generation + 1 }, at);
    const result = describeCancelled(standing);
    const { offboardingId, kind, steps } = result;
    await recordAudit(transaction, {
      at,
      actor,
      action: 'offboarding.cancelled',
      subject: userId,
      requestId,
      detail: { offboardingId, kind, steps },
    });
    return result;
  });
  queue.announce(userId, { interrupt: true });
  return cancelled;
}
