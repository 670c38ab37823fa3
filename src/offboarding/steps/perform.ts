/** Runs a step in the direction of its phase. */

import { isNotFound } from '../../genesys/errors.ts';
import type { StepPhase } from '../../store/tables.ts';
import { STEPS } from './registry.ts';
import { done, type Step, type StepContext, type StepResult } from './step.ts';
import { verificationStep } from './verification.ts';

export function findStep(name: string): Step | undefined {
  return name === verificationStep.name ? verificationStep : STEPS.get(name);
}

async function isGone({ genesys, userId, call }: StepContext): Promise<boolean> {
  return (await genesys.users.find(userId, {}, call)) === undefined;
}

/** Takes away what the plan lists; an empty plan needs no write. */
async function release(step: Step, context: StepContext): Promise<StepResult> {
  if (step.perform === undefined) throw new Error(`step '${step.name}' takes nothing away`);
  const planned = await step.plan?.(context.held, context);
  return planned?.length === 0 ? done({ held: 'nothing' }) : await step.perform(context);
}

/**
 * A row of a step this version does not know is an error. Of somebody deleted in Genesys meanwhile there is
 * nothing left to release or to give back.
 */
export async function performStep(name: string, phase: StepPhase, context: StepContext): Promise<StepResult> {
  const step = findStep(name);
  if (step === undefined) throw new Error(`step '${name}' of phase '${phase}' is unknown to this version`);
  const isReturn = context.journey.kind === 'restore';
  if (isReturn && step.undo === undefined) throw new Error(`step '${name}' gives nothing back`);
  try {
    return await (isReturn && step.undo !== undefined ? step.undo(context) : release(step, context));
  } catch (error) {
    if (phase === 'reactivate' || !isNotFound(error) || !(await isGone(context))) throw error;
    return done({ person: 'gone' });
  }
}
