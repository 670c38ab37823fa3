import { continueSnapshot, takeSnapshot } from '../snapshot.ts';
import { findPersonAnyState } from './person.ts';
import { done, type Step } from './step.ts';

/** Stores what the person holds before the first write. */
export const snapshotStep: Step = {
  name: 'snapshot',
  async offboard(context) {
    const user = await findPersonAnyState(context, ['groups']);
    if (user === undefined) return done({ state: 'gone' });
    const taken = await takeSnapshot(context.genesys, user, context.now(), context.call);
    const snapshot = continueSnapshot(context.snapshot, taken);
    return {
      done: true,
      snapshot,
      evidence: {
        state: user.state,
        roles: snapshot.roles.length,
        queues: snapshot.queues.length,
        ...(snapshot.unread.length > 0 ? { unread: snapshot.unread } : {}),
      },
    };
  },
};
