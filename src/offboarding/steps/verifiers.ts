import { done, type Step } from './step.ts';

/**
 * A second factor left behind would still be valid for whoever comes back under the name. Only ids are told: people
 * name them after themselves, and evidence reaches the audit trail.
 */
export const verifiersStep: Step = {
  name: 'verifiers',
  about: {
    does: 'deletes the second factors that the person registered',
    calls: ['DELETE /users/{id}/verifiers/{verifierId} [n]'],
    permissions: ['mfa:verifier:delete'],
    evidence: 'the second factors deleted',
    undo: 'not undone: a second factor is registered anew',
  },
  plan: async (held) => (await held.verifiers()).map(({ id }) => id),
  async perform({ genesys, userId, call, held }) {
    const verifiers = await held.verifiers();
    for (const { id } of verifiers) await genesys.verifiers.remove(userId, id, call);
    return done({ deleted: verifiers.map(({ id }) => id) });
  },
  async verify(now, { snapshot }) {
    if (snapshot?.verifiers?.length === 0) return { open: [] };
    return { open: (await now.verifiers()).map(({ id }) => id) };
  },
};
