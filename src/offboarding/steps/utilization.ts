import { done, type Step } from './step.ts';

export const utilizationStep: Step = {
  name: 'utilization',
  about: {
    does: "removes the person's own utilization, so that the organisation's default holds",
    calls: ['DELETE /routing/users/{id}/utilization'],
    permissions: ['routing:utilization:manage'],
    evidence: 'the setting removed',
    undo: 'the setting, unless the person has another one by then',
  },
  plan: async (held) => ((await held.utilization()) === undefined ? [] : ['utilization']),
  async perform({ genesys, userId, call, held }) {
    const own = await held.utilization();
    await genesys.utilization.clear(userId, call);
    return done({ removed: own });
  },
  async verify(now, { snapshot }) {
    if (snapshot?.utilization?.own === undefined) return { open: [] };
    return { open: (await now.utilization()) === undefined ? [] : ['utilization'] };
  },
  async undo({ genesys, userId, call, snapshot, held }) {
    const own = snapshot?.utilization?.own;
    if (own === undefined) return done({ given: null });
    if ((await held.utilization()) === undefined) await genesys.utilization.set(userId, own, call);
    return done({ given: own });
  },
};
