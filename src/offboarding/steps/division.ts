import { isNotFound } from '../../genesys/errors.ts';
import { findPersonAnyState } from './person.ts';
import { done, type Step } from './step.ts';

/** A restored user comes back in the Home division (FACTS section 1): it moves to where it was. */
export const divisionStep: Step = {
  name: 'division',
  about: {
    does: 'nothing on the way out: the division stays',
    calls: [],
    permissions: [],
    evidence: 'the division moved to',
    undo: 'the division, where a deletion in Genesys moved the person to Home',
  },
  async undo(context) {
    const wanted = context.snapshot?.user.division;
    const user = await findPersonAnyState(context);
    if (wanted === undefined || user === undefined || user.division?.id === wanted.id) return done();
    try {
      await context.genesys.divisions.moveUsers(wanted.id, [context.userId], context.call);
      return done({ division: wanted });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return done({ missing: [wanted] });
    }
  },
};
