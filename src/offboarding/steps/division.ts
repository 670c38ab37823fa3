import { isNotFound } from '../../genesys/errors.ts';
import { findPersonAnyState } from './person.ts';
import { done, type Step } from './step.ts';

/** A restored user comes back in the Home division (FACTS section 1): it moves to where it was. */
export const divisionStep: Step = {
  name: 'division',
  async restore(context) {
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
