/** What every step looks like: one thing a person holds, taken away and given back. */

import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import type { OffboardingPolicy } from '../policy.ts';
import type { Snapshot } from '../snapshot.ts';

export interface StepContext {
  readonly userId: string;
  readonly genesys: Genesys;
  readonly call: CallOptions;
  readonly policy: OffboardingPolicy;
  /** What the person held before the journey; undefined until it is taken or when nothing is to come back. */
  readonly snapshot: Snapshot | undefined;
  /** Earlier runs of this step. */
  readonly attempts: number;
  readonly now: () => Date;
}

export type Evidence = Readonly<Record<string, unknown>>;

export type StepResult =
  | { readonly done: true; readonly evidence: Evidence; readonly snapshot?: Snapshot }
  | { readonly done: false; readonly waitingFor: string; readonly seconds: number };

/** Each direction is idempotent: it reads before it writes, and what is gone already counts as done. */
export interface Step {
  readonly name: string;
  readonly offboard?: (context: StepContext) => Promise<StepResult>;
  readonly restore?: (context: StepContext) => Promise<StepResult>;
}

export function done(evidence: Evidence = {}): StepResult {
  return { done: true, evidence };
}

export function waitFor(waitingFor: string, seconds: number): StepResult {
  return { done: false, waitingFor, seconds };
}

const FRESH_MS = 30_000;

/**
 * The snapshot, when it is so young and complete that reading again before the first write would only cost
 * calls. What it could not read, or has from an earlier journey, says nothing of what is held now.
 */
export function freshSnapshot(context: StepContext): Snapshot | undefined {
  const { snapshot, attempts } = context;
  if (snapshot === undefined || attempts > 0) return undefined;
  if (snapshot.inherited || snapshot.unread.length > 0) return undefined;
  const age = context.now().getTime() - Date.parse(snapshot.takenAt);
  return age >= 0 && age < FRESH_MS ? snapshot : undefined;
}
