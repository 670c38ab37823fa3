/**
 * Accepting what a client wants of a person: intent, steps, audit entry and job in one transaction. From its
 * commit on the work will be done, whatever dies.
 */

import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { BridgeError } from '../errors.ts';
import type { UserState } from '../genesys/models.ts';
import type { Occurrence, Outbox } from '../notifications/outbox.ts';
import { recordAudit } from '../store/audit.ts';
import type { Personal } from '../store/audit-chain.ts';
import { findDeletion } from '../store/erasures.ts';
import { cancelOpenSteps, isOpen, listSteps, retryStuckSteps } from '../store/offboarding-steps.ts';
import {
  findOffboarding,
  insertOffboarding,
  type Offboarding,
  saveOffboarding,
} from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { lockPerson, type Person, savePerson } from '../store/people.ts';
import type { WorkQueue } from '../store/queue.ts';
import type { Database, PersonTable } from '../store/tables.ts';
import { activeTraceparent, linkActiveSpan } from '../telemetry/tracing.ts';
import { keepRules } from './accepted-rules.ts';
import { checkGuard, type Refusal } from './guard.ts';
import { isAwaitedPhaseOpen, isLockOutOpen } from './next-step.ts';
import {
  firstStatus,
  type OffboardingPolicy,
  type PlannedStep,
  planRelease,
  planReturn,
  policyOf,
} from './policy.ts';
import { signOutLeaver } from './sign-out-leaver.ts';
import type { Snapshot } from './snapshot.ts';
import type { SnapshotVault } from './snapshot-vault.ts';

export interface Intent {
  readonly userId: string;
  readonly kind: 'deactivate' | 'delete' | 'reactivate' | 'revive';
  readonly clientName: string;
  /** Whom the audit trail names for it; the client unless given. */
  readonly actor?: string;
  readonly requestId: string;
  /** Genesys' state as the request read it: says whether a journey under way can still be joined. */
  readonly seen?: UserState;
  /** Who it is, for the erasable part of the audit trail. */
  readonly personal?: Personal;
}

export interface Accepted {
  readonly offboardingId: string;
  /** True when an earlier request for the same end is still on its way. */
  readonly joined: boolean;
}

interface AcceptDependencies {
  readonly store: Store;
  readonly queue: WorkQueue;
  readonly policy: OffboardingPolicy;
  readonly vault: SnapshotVault;
  readonly outbox: Outbox;
  readonly now: () => Date;
  /** Told once when the guard begins to hold a client's deactivations back. */
  readonly onGuardHolds?: (clientName: string) => void;
}

/** What becomes of the person. */
export const WANTED: Readonly<Record<Intent['kind'], PersonTable['wanted']>> = {
  deactivate: 'inactive',
  delete: 'removed',
  reactivate: 'active',
  revive: 'active',
};

/** Also of a departure that was overtaken before its lock-out: that the person is active is no news since then. */
function isReturnUnfinished(snapshot: Snapshot, { kind, lockedOutAt }: Offboarding): boolean {
  if (kind === 'restore') return true;
  return snapshot.unfinishedReturn || (snapshot.inherited && lockedOutAt === undefined);
}

/**
 * What the new journey inherits: nothing from one whose way back was finished. Who leaves does not wait for the key
 * of an old snapshot; who returns must not lose what it holds.
 */
function inheritSnapshot(
  { kind }: Intent,
  current: Offboarding | undefined,
  vault: SnapshotVault,
): Snapshot | undefined {
  if (current?.snapshot === undefined || current.status === 'restored') return undefined;
  try {
    const snapshot = vault.open(current.snapshot, current.userId);
    if (snapshot === undefined) return undefined;
    return { ...snapshot, unfinishedReturn: isReturnUnfinished(snapshot, current) };
  } catch (error) {
    if (kind === 'reactivate' || kind === 'revive') throw error;
    return undefined;
  }
}

interface JourneyPlan {
  readonly steps: readonly PlannedStep[];
  /** Of a leaver. */
  readonly rules?: Readonly<Record<string, unknown>>;
  readonly snapshot: Snapshot | undefined;
}

/** Whoever returns after policy's window gets the state and the default roles only. */
export function planJourney(
  intent: Intent,
  current: Offboarding | undefined,
  { policy: policies, vault, now }: Pick<AcceptDependencies, 'policy' | 'vault' | 'now'>,
): JourneyPlan {
  const { kind } = intent;
  const policy = policyOf(policies, intent.clientName);
  const inherited = inheritSnapshot(intent, current, vault);
  if (kind === 'deactivate' || kind === 'delete') {
    return { steps: planRelease(policy[kind]), rules: keepRules(policy[kind]), snapshot: inherited };
  }
  const { restore } = policy;
  const age = inherited === undefined ? 0 : now().getTime() - Date.parse(inherited.takenAt);
  const extent = age > restore.within ? 'none' : restore[kind];
  const snapshot = extent === 'none' ? undefined : inherited;
  return { steps: planReturn(kind, snapshot), snapshot };
}

async function supersede(
  transaction: Transaction<Database>,
  current: Offboarding | undefined,
): Promise<void> {
  if (current === undefined) return;
  const cancelled = await cancelOpenSteps(transaction, current.id);
  if (cancelled > 0) await saveOffboarding(transaction, current.id, { status: 'cancelled' });
}

/** Past its effect a journey can be overtaken in Genesys: somebody lets a leaver in, or takes out who returned. */
function isStillTrue({ kind, seen }: Intent): boolean {
  return seen === undefined || (seen === 'active') === (WANTED[kind] === 'active');
}

async function isOnItsWay(
  transaction: Transaction<Database>,
  intent: Intent,
  person: Person,
  current: Offboarding | undefined,
): Promise<boolean> {
  if (current === undefined || person.wanted !== WANTED[intent.kind]) return false;
  const steps = await listSteps(transaction, current.id);
  const isUnfinished = isAwaitedPhaseOpen(steps) || isLockOutOpen(steps);
  return isUnfinished || (steps.some(isOpen) && isStillTrue(intent));
}

/** Takes access away from somebody who has it: what the guard counts. */
function isDeparture({ kind, seen }: Intent, person: Person): boolean {
  const leaves = kind === 'deactivate' || kind === 'delete';
  return leaves && person.wanted === 'active' && seen !== 'inactive';
}

async function begin(
  transaction: Transaction<Database>,
  intent: Intent,
  person: Person,
  current: Offboarding | undefined,
  dependencies: AcceptDependencies,
): Promise<string> {
  const { vault, now } = dependencies;
  const id = randomUUID();
  const kind = intent.kind === 'reactivate' || intent.kind === 'revive' ? 'restore' : intent.kind;
  const requestedAt = now();
  const generation = person.generation + 1;
  const { steps, rules, snapshot } = planJourney(intent, current, dependencies);
  await supersede(transaction, current);
  await insertOffboarding(transaction, {
    id,
    userId: intent.userId,
    kind,
    generation,
    status: firstStatus(kind),
    clientName: intent.clientName,
    requestId: intent.requestId,
    requestedAt,
    snapshot: snapshot === undefined ? undefined : vault.seal(snapshot, intent.userId),
    counted: isDeparture(intent, person),
    traceparent: activeTraceparent(),
    rules,
    steps,
  });
  await savePerson(
    transaction,
    { userId: intent.userId, wanted: WANTED[intent.kind], generation, offboardingId: id },
    requestedAt,
  );
  return id;
}

/** Whom a GDPR request deletes nobody brings back: Genesys could not, and the request is not taken back. */
async function refuseErased(transaction: Transaction<Database>, userId: string): Promise<void> {
  const deletion = await findDeletion(transaction, userId);
  if (deletion === undefined) return;
  throw new BridgeError(
    `${userId} is deleted by the GDPR request of ${deletion.requestedAt.toISOString()} and can never be restored; ` +
      'somebody who returns needs a new user',
    { code: 'offboarding.erased', status: 409 },
  );
}

/** Not about the person at whom it happened to trip. */
function guardTripped({ clientName, requestId }: Intent, at: Date): Occurrence {
  return { event: 'guardTripped', at, data: { client: clientName, requestId } };
}

async function accept(
  transaction: Transaction<Database>,
  intent: Intent,
  dependencies: AcceptDependencies,
): Promise<Accepted | Refusal> {
  const { queue, policy, outbox, now } = dependencies;
  const person = await lockPerson(transaction, intent.userId, now());
  if (WANTED[intent.kind] === 'active') await refuseErased(transaction, intent.userId);
  const current =
    person.offboardingId === undefined ? undefined : await findOffboarding(transaction, person.offboardingId);
  const joined = await isOnItsWay(transaction, intent, person, current);
  if (!joined && isDeparture(intent, person)) {
    const refusal = await checkGuard(transaction, intent, policy, now());
    if (refusal?.first) await outbox.add(transaction, guardTripped(intent, now()));
    if (refusal !== undefined) return refusal;
  }
  const offboardingId =
    joined && current !== undefined
      ? current.id
      : await begin(transaction, intent, person, current, dependencies);
  if (joined) linkActiveSpan(current?.traceparent);
  if (joined) await retryStuckSteps(transaction, offboardingId, now());
  await signOutLeaver(transaction, intent, now());
  await recordAudit(transaction, {
    at: now(),
    actor: intent.actor ?? intent.clientName,
    action: joined ? `${intent.kind}.joined` : `${intent.kind}.accepted`,
    subject: intent.userId,
    requestId: intent.requestId,
    detail: { offboardingId },
    ...(joined || intent.personal === undefined ? {} : { personal: intent.personal }),
  });
  await queue.request(intent.userId, { urgent: true }, transaction);
  return { offboardingId, joined };
}

/** Throws what the guard refuses with, once what the guard has to remember is committed. */
export async function acceptIntent(intent: Intent, dependencies: AcceptDependencies): Promise<Accepted> {
  const result = await dependencies.store.db
    .transaction()
    .execute((transaction) => accept(transaction, intent, dependencies));
  if ('error' in result) {
    if (result.first) dependencies.onGuardHolds?.(intent.clientName);
    throw result.error;
  }
  dependencies.queue.announce(intent.userId, { interrupt: !result.joined });
  return result;
}
