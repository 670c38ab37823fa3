/** What a person's journey looks like from outside, for SCIM's offboarding extension. */

import { listSteps, type OffboardingStep } from '../store/offboarding-steps.ts';
import type { Offboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import type { OffboardingStatus } from '../store/tables.ts';

export interface Progress {
  readonly status: 'none' | 'lockingOut' | 'releasing' | 'complete' | 'stuck' | 'restoring';
  readonly requestedAt?: string;
  readonly lockedOutAt?: string;
  readonly completedAt?: string;
  readonly steps?: readonly ProgressStep[];
}

export interface ProgressStep {
  readonly name: string;
  readonly status: OffboardingStep['status'];
  readonly attempts: number;
  readonly waitingFor?: string;
  readonly error?: string;
  readonly completedAt?: string;
}

function toProgressStep(step: OffboardingStep): ProgressStep {
  return {
    name: step.name,
    status: step.status,
    attempts: step.attempts,
    ...(step.waitingFor === undefined ? {} : { waitingFor: step.waitingFor }),
    ...(step.error === undefined ? {} : { error: step.error }),
    ...(step.completedAt === undefined ? {} : { completedAt: step.completedAt.toISOString() }),
  };
}

const SHOWN: Readonly<Record<OffboardingStatus, Progress['status']>> = {
  lockingOut: 'lockingOut',
  releasing: 'releasing',
  complete: 'complete',
  stuck: 'stuck',
  restoring: 'restoring',
  restored: 'none',
  cancelled: 'none',
};

function describeProgress(offboarding: Offboarding | undefined, steps: readonly OffboardingStep[]): Progress {
  const status = offboarding === undefined ? 'none' : SHOWN[offboarding.status];
  if (offboarding === undefined || status === 'none') return { status: 'none' };
  return {
    status,
    requestedAt: offboarding.requestedAt.toISOString(),
    ...(offboarding.lockedOutAt === undefined ? {} : { lockedOutAt: offboarding.lockedOutAt.toISOString() }),
    ...(offboarding.completedAt === undefined ? {} : { completedAt: offboarding.completedAt.toISOString() }),
    steps: steps.map(toProgressStep),
  };
}

export async function readProgress(store: Store, offboarding: Offboarding | undefined): Promise<Progress> {
  const steps = offboarding === undefined ? [] : await listSteps(store.db, offboarding.id);
  return describeProgress(offboarding, steps);
}

/** A journey that still has something to do: until then what was accepted counts, not the Genesys state. */
export function isUnderWay(offboarding: Offboarding): boolean {
  return ['lockingOut', 'releasing', 'stuck', 'restoring'].includes(offboarding.status);
}
