import { done, type Step } from './step.ts';

/** Inactive does not end sessions by itself (FACTS section 1): the tokens go too, after the state. */
export const tokensStep: Step = {
  name: 'tokens',
  about: {
    does: 'deletes all access tokens, which ends the sessions',
    calls: ['DELETE /tokens/{id}'],
    permissions: ['oauth:token:delete'],
    evidence: 'that they were revoked',
    undo: 'nothing to undo: the person logs in again',
  },
  async perform({ genesys, userId, call, now }) {
    await genesys.tokens.revokeAll(userId, call);
    return done({ revoked: true, at: now().toISOString() });
  },
};
