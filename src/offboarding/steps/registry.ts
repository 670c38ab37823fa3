import { isNotFound } from '../../genesys/errors.ts';
import type { StepPhase } from '../../store/tables.ts';
import { divisionStep } from './division.ts';
import { presenceStep } from './presence.ts';
import { queuesStep } from './queues.ts';
import { rolesStep } from './roles.ts';
import { snapshotStep } from './snapshot-step.ts';
import { stateStep } from './state.ts';
import { stationStep } from './station.ts';
import { done, type Step, type StepContext, type StepResult } from './step.ts';
import { tokensStep } from './tokens.ts';
import { verificationStep } from './verification.ts';

const STEPS: ReadonlyMap<string, Step> = new Map(
  [
    snapshotStep,
    stateStep,
    tokensStep,
    presenceStep,
    stationStep,
    queuesStep,
    verificationStep,
    divisionStep,
    rolesStep,
  ].map((step) => [step.name, step]),
);

async function isGone({ genesys, userId, call }: StepContext): Promise<boolean> {
  return (await genesys.users.find(userId, {}, call)) === undefined;
}

/**
 * Runs a step in the direction of its phase; a row of a step this version does not know is an error. Of somebody
 * deleted in Genesys meanwhile there is nothing left to release or to give back.
 */
export async function performStep(name: string, phase: StepPhase, context: StepContext): Promise<StepResult> {
  const step = STEPS.get(name);
  const perform = phase === 'reactivate' || phase === 'restore' ? step?.restore : step?.offboard;
  if (perform === undefined) throw new Error(`step '${name}' of phase '${phase}' is unknown to this version`);
  try {
    return await perform(context);
  } catch (error) {
    if (phase === 'reactivate' || !isNotFound(error) || !(await isGone(context))) throw error;
    return done({ person: 'gone' });
  }
}
