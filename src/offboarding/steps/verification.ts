import { findPersonAnyState } from './person.ts';
import { stateStep } from './state.ts';
import { done, type Step } from './step.ts';
import { tokensStep } from './tokens.ts';

/** Reads the state back at the end; whoever was let in meanwhile is locked out again. */
export const verificationStep: Step = {
  name: 'verification',
  async offboard(context) {
    const user = await findPersonAnyState(context);
    if (user === undefined || user.state !== 'active') return done({ state: user?.state ?? 'gone' });
    await stateStep.offboard?.({ ...context, attempts: 1 });
    await tokensStep.offboard?.(context);
    return done({ state: 'inactive', lockedOutAgain: true });
  },
};
