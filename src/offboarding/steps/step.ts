/** What every step looks like: one thing a person holds, taken away, looked for again, and given back. */

import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import type { AuditAction } from '../../store/audit-actions.ts';
import type { Offboarding } from '../../store/offboardings.ts';
import type { LeavingRules } from '../accepted-rules.ts';
import type { Holdings } from '../holdings.ts';
import type { OffboardingPolicy } from '../policy.ts';
import type { Snapshot } from '../snapshot.ts';

export interface StepContext {
  readonly userId: string;
  readonly genesys: Genesys;
  readonly call: CallOptions;
  readonly policy: OffboardingPolicy;
  /** What policy said of this leaving when it was accepted; of a deactivation, now, on the way back. */
  readonly leaving: LeavingRules;
  readonly journey: Pick<Offboarding, 'kind' | 'requestedAt' | 'lockedOutAt' | 'clientName'>;
  /** Names of the steps of this journey, and of those that are done. */
  readonly planned: readonly string[];
  readonly finished: readonly string[];
  /** What the steps of this journey have left as evidence, by name. */
  readonly outcomes: ReadonlyMap<string, Evidence>;
  /** Which of these groups an identity provider manages, as far as the bridge can know. */
  readonly findManagedGroups: (groupIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** What the person held before the journey; undefined until it is taken or when nothing is to come back. */
  readonly snapshot: Snapshot | undefined;
  /** What the person holds as far as this run knows. */
  readonly held: Holdings;
  /** Earlier runs of this step. */
  readonly attempts: number;
  /** What the last run left as evidence. */
  readonly evidence: Evidence;
  readonly now: () => Date;
}

export type Evidence = Readonly<Record<string, unknown>>;

/** For the audit trail, beside the end of the step itself. */
export interface Deed {
  readonly action: AuditAction;
  readonly detail: Evidence;
}

export type StepResult =
  | {
      readonly done: true;
      readonly evidence: Evidence;
      readonly snapshot?: Snapshot;
      readonly deeds?: readonly Deed[];
    }
  | {
      readonly done: false;
      readonly waitingFor: string;
      readonly seconds: number;
      readonly evidence?: Evidence;
      readonly deeds?: readonly Deed[];
      /** Names of finished steps that have to run again. */
      readonly reopen?: readonly string[];
    };

/** What a look after the release found of the things that a step took away. */
export interface Remains {
  /** Still there, and should not be: the step runs again. */
  readonly open: readonly string[];
  /** Still there for a reason that the step cannot change. */
  readonly kept?: Evidence;
}

/** One row of docs/steps.md. */
export interface StepDescription {
  readonly does: string;
  /** Genesys calls without the leading `/api/v2`, in the order made; `[n]` where one is made for each. */
  readonly calls: readonly string[];
  readonly permissions: readonly string[];
  readonly evidence: string;
  /** How the way back undoes it. */
  readonly undo: string;
}

/**
 * Each direction is idempotent: `plan` says what there is to take away of what is held, `perform` takes it away,
 * and what is gone already counts as done. A step without `plan` always runs.
 */
export interface Step {
  readonly name: string;
  readonly about: StepDescription;
  /** Labels of what would be taken away; nothing means that no write is needed. */
  readonly plan?: (held: Holdings, context: StepContext) => Promise<readonly string[]>;
  readonly perform?: (context: StepContext) => Promise<StepResult>;
  /** `now` was read after the release. */
  readonly verify?: (now: Holdings, context: StepContext) => Promise<Remains>;
  /** As `verify`, long after the journey: finds also what the person has been given for the first time since. */
  readonly recheck?: (now: Holdings, context: StepContext) => Promise<Remains>;
  readonly undo?: (context: StepContext) => Promise<StepResult>;
  /** Labels of what `undo` gave back, leaving `outcome` as evidence, and `now` does not show. */
  readonly confirm?: (now: Holdings, context: StepContext, outcome: Evidence) => Promise<readonly string[]>;
}

export function done(evidence: Evidence = {}): StepResult {
  return { done: true, evidence };
}

export function waitFor(waitingFor: string, seconds: number): StepResult {
  return { done: false, waitingFor, seconds };
}

/** How people read of it: by name where Genesys gave one. */
export function labelOf(entity: { readonly id: string; readonly name?: string | undefined }): string {
  return entity.name ?? entity.id;
}

const FRESH_MS = 30_000;

/**
 * The snapshot, when it is so young that reading again before the lock-out would only cost a call. One that has
 * something from an earlier journey says nothing of what is now.
 */
export function freshSnapshot({ snapshot, attempts, now }: StepContext): Snapshot | undefined {
  if (snapshot === undefined || attempts > 0 || snapshot.inherited) return undefined;
  const age = now().getTime() - Date.parse(snapshot.takenAt);
  return age >= 0 && age < FRESH_MS ? snapshot : undefined;
}
