import { findLacking } from './lacking.ts';
import { allElseOneByOne } from './one-by-one.ts';
import { done, labelOf, type Step } from './step.ts';

/** What Genesys assumes where no proficiency was shown. */
const UNRATED = 0;

export const languagesStep: Step = {
  name: 'languages',
  about: {
    does: 'takes all routing languages away; Genesys has no call for all at once',
    calls: ['DELETE /users/{id}/routinglanguages/{languageId} [n]'],
    permissions: ['routing:language:assign'],
    evidence: 'the languages taken away',
    undo: 'the languages with their proficiency; one held anew by then stays as it is',
  },
  plan: async (held) => (await held.languages()).map(labelOf),
  async perform({ genesys, userId, call, held }) {
    const languages = await held.languages();
    for (const { id } of languages) await genesys.languages.remove(userId, id, call);
    return done({ taken: languages });
  },
  verify: async (now) => ({ open: (await now.languages()).map(labelOf) }),
  async undo({ genesys, userId, call, snapshot, held }) {
    const present = new Set((await held.languages()).map(({ id }) => id));
    const owed = (snapshot?.languages ?? []).filter(({ id }) => !present.has(id));
    const missing = await allElseOneByOne(owed, (languages) =>
      genesys.languages.assign(
        userId,
        languages.map(({ id, proficiency = UNRATED }) => ({ id, proficiency })),
        call,
      ),
    );
    return done({ given: owed.length - missing.length, ...(missing.length > 0 ? { missing } : {}) });
  },
  confirm: async (now, { snapshot }, outcome) =>
    findLacking(snapshot?.languages, await now.languages(), outcome).map(labelOf),
};
