import { isNotFound } from '../../genesys/errors.ts';
import { findLacking } from './lacking.ts';
import { done, labelOf, type Step } from './step.ts';

export const teamStep: Step = {
  name: 'team',
  about: {
    does: 'takes the person out of the work team',
    calls: ['DELETE /teams/{teamId}/members'],
    permissions: ['groups:team:assign'],
    evidence: 'the team left',
    undo: 'the team, unless the person is in another one by then',
  },
  async plan(held) {
    const team = (await held.user())?.team;
    return team === undefined ? [] : [labelOf(team)];
  },
  async perform({ genesys, userId, call, held }) {
    const team = (await held.user())?.team;
    if (team === undefined) return done({ left: null });
    await genesys.teams.removeMembers(team.id, [userId], call);
    return done({ left: team });
  },
  async verify(now) {
    const team = (await now.user())?.team;
    return { open: team === undefined ? [] : [labelOf(team)] };
  },
  async undo({ genesys, userId, call, snapshot, held }) {
    const team = snapshot?.team;
    const now = (await held.user())?.team;
    if (team === undefined || now !== undefined) return done({ team: now ?? null });
    try {
      const why = (await genesys.teams.addMembers(team.id, [userId], call)).get(userId);
      return why === undefined ? done({ team }) : done({ team: null, missing: [{ ...team, why }] });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return done({ team: null, missing: [team] });
    }
  },
  async confirm(now, { snapshot }, outcome) {
    // Whatever team it is: whoever put the person there means it.
    const present = (await now.user())?.team;
    const owed = snapshot?.team === undefined || present !== undefined ? [] : [snapshot.team];
    return findLacking(owed, [], outcome).map(labelOf);
  },
};
