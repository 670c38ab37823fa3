import { isNotFound } from '../../genesys/errors.ts';
import { OFFLINE } from '../../genesys/presence.ts';
import type { Holdings } from '../holdings.ts';
import { done, type Step } from './step.ts';

/** Genesys may show no presence at all, as for somebody who never logged in. */
async function shownPresence(held: Holdings): Promise<string[]> {
  const presence = (await held.user())?.presence;
  if (presence?.definitionId === undefined || presence.definitionId === OFFLINE) return [];
  return [presence.systemPresence ?? presence.definitionId];
}

/** Offline presence takes the agent off queue (FACTS section 5). */
export const presenceStep: Step = {
  name: 'presence',
  about: {
    does: 'sets the presence to offline, which takes an agent off queue',
    calls: [
      'PUT /users/presences/bulk',
      'PATCH /users/{id}/presences/purecloud where that answers 404 or 405',
    ],
    permissions: ['presence:userPresence:edit'],
    evidence: 'the presence set',
    undo: 'not undone: the person chooses it',
  },
  async plan(held) {
    const user = await held.user();
    return user !== undefined && user.presence?.definitionId === undefined
      ? ['presence']
      : shownPresence(held);
  },
  async perform({ genesys, userId, call }) {
    try {
      await genesys.presence.setOffline(userId, call);
      return done({ presence: 'Offline' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return done({ presence: 'none' });
    }
  },
  verify: async (now) => ({ open: await shownPresence(now) }),
};
