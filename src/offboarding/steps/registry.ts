import type { StepPhase } from '../../store/tables.ts';
import { divisionStep } from './division.ts';
import { presenceStep } from './presence.ts';
import { queuesStep } from './queues.ts';
import { rolesStep } from './roles.ts';
import { snapshotStep } from './snapshot-step.ts';
import { stateStep } from './state.ts';
import { stationStep } from './station.ts';
import type { Step, StepContext, StepResult } from './step.ts';
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

/** Runs a step in the direction of its phase; a row of a step this version does not know is an error. */
export function performStep(name: string, phase: StepPhase, context: StepContext): Promise<StepResult> {
  const step = STEPS.get(name);
  const perform = phase === 'reactivate' || phase === 'restore' ? step?.restore : step?.offboard;
  if (perform === undefined) throw new Error(`step '${name}' of phase '${phase}' is unknown to this version`);
  return perform(context);
}
