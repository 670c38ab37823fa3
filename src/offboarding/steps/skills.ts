import { findLacking } from './lacking.ts';
import { allElseOneByOne } from './one-by-one.ts';
import { done, labelOf, type Step } from './step.ts';

/** What Genesys assumes where no proficiency was shown. */
const UNRATED = 0;

export const skillsStep: Step = {
  name: 'skills',
  about: {
    does: 'takes all routing skills away; skill groups empty themselves with them',
    calls: ['PUT /users/{id}/routingskills/bulk'],
    permissions: ['routing:skill:assign'],
    evidence: 'the skills taken away',
    undo: 'the skills with their proficiency; one held anew by then stays as it is',
  },
  plan: async (held) => (await held.skills()).map(labelOf),
  async perform({ genesys, userId, call, held }) {
    const skills = await held.skills();
    await genesys.skills.replace(userId, [], call);
    return done({ taken: skills });
  },
  verify: async (now) => ({ open: (await now.skills()).map(labelOf) }),
  async undo({ genesys, userId, call, snapshot, held }) {
    const present = new Set((await held.skills()).map(({ id }) => id));
    const owed = (snapshot?.skills ?? []).filter(({ id }) => !present.has(id));
    const missing = await allElseOneByOne(owed, (skills) =>
      genesys.skills.assign(
        userId,
        skills.map(({ id, proficiency = UNRATED }) => ({ id, proficiency })),
        call,
      ),
    );
    return done({ given: owed.length - missing.length, ...(missing.length > 0 ? { missing } : {}) });
  },
  confirm: async (now, { snapshot }, outcome) =>
    findLacking(snapshot?.skills, await now.skills(), outcome).map(labelOf),
};
