import { isNotFound } from '../../genesys/errors.ts';
import { done, type Step } from './step.ts';

/** Offline presence takes the agent off queue (FACTS section 5). */
export const presenceStep: Step = {
  name: 'presence',
  async offboard({ genesys, userId, call }) {
    try {
      await genesys.presence.setOffline(userId, call);
      return done({ presence: 'Offline' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return done({ presence: 'none' });
    }
  },
};
