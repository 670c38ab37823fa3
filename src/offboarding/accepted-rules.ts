/**
 * What policy said of a leaver when the request was accepted goes with the journey, as its steps do: neither a change
 * of policy nor an instance that has another one changes a journey half way.
 */

import { z } from 'zod';
import { LEAVING_CHOICES, type LeavingSettings } from '../config/policy-offboarding.ts';
import type { Offboarding } from '../store/offboardings.ts';
import { type OffboardingPolicy, policyOf } from './policy.ts';

/** What to release has become the steps of the journey. */
export type LeavingRules = Omit<LeavingSettings, 'release'>;

const rules: z.ZodType<LeavingRules> = z.object({
  ...LEAVING_CHOICES,
  maxWait: z.number(),
  lockOut: z.union([z.literal('first'), z.object({ afterDrain: z.number() })]),
});

/** To be kept with the journey. */
export function keepRules({ release: _, ...settings }: LeavingSettings): Readonly<Record<string, unknown>> {
  return { ...settings };
}

/** Those kept with the journey; the policy of this instance for one that has none, from before they were kept. */
export function rulesOf(
  { kind, clientName, rules: kept }: Pick<Offboarding, 'kind' | 'clientName' | 'rules'>,
  policy: OffboardingPolicy,
): LeavingRules {
  const accepted = rules.safeParse(kept);
  if (accepted.success) return accepted.data;
  return policyOf(policy, clientName)[kind === 'delete' ? 'delete' : 'deactivate'];
}
