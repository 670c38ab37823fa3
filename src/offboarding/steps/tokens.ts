import { done, type Step } from './step.ts';

/** Inactive does not end sessions by itself (FACTS section 1): the tokens go too, after the state. */
export const tokensStep: Step = {
  name: 'tokens',
  async offboard({ genesys, userId, call }) {
    await genesys.tokens.revokeAll(userId, call);
    return done({ revoked: true });
  },
};
