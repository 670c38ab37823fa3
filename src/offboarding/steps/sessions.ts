/**
 * Single sign-on can give a session that was open at the lock-out a new token (FACTS section 5). Once everything
 * else is released the tokens go again, unless Genesys shows that none was issued since, or showed no sign of a
 * session before the lock-out and shows no token now.
 */

import type { Holdings } from '../holdings.ts';
import { done, type Step, type StepContext } from './step.ts';

/** Genesys' clock and ours may differ. */
const CLOCK_MARGIN_MS = 60_000;

async function mayHaveTokens(held: Holdings, context: StepContext): Promise<boolean> {
  const user = await held.user();
  if (user === undefined) return false;
  const since = lastRevocation(context);
  if (user.lastTokenIssued === undefined) return context.snapshot?.user.signedOut !== true;
  if (since === undefined) return true;
  return Date.parse(user.lastTokenIssued) > since.getTime() - CLOCK_MARGIN_MS;
}

function lastRevocation({ journey, evidence }: StepContext): Date | undefined {
  const at = typeof evidence.revokedAt === 'string' ? Date.parse(evidence.revokedAt) : Number.NaN;
  return Number.isNaN(at) ? journey.lockedOutAt : new Date(at);
}

export const sessionsStep: Step = {
  name: 'sessions',
  about: {
    does: 'deletes access tokens that single sign-on issued after the lock-out',
    calls: [
      'DELETE /tokens/{id} unless the last token was issued before the lock-out, or none ever to somebody who was offline',
    ],
    permissions: ['oauth:token:delete'],
    evidence: 'whether tokens were revoked again, and when',
    undo: 'nothing to undo: the person logs in again',
  },
  async plan(held, context) {
    return (await mayHaveTokens(held, context)) ? ['tokens'] : [];
  },
  async perform({ genesys, userId, call, now }) {
    await genesys.tokens.revokeAll(userId, call);
    return done({ revoked: true, revokedAt: now().toISOString() });
  },
};
