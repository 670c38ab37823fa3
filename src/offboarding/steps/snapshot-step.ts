import { continueSnapshot } from '../snapshot.ts';
import { takeSnapshot } from '../take-snapshot.ts';
import { groupsStep, groupsToLeave } from './groups.ts';
import { done, type Step } from './step.ts';

/** Stores what the person holds before the first write. */
export const snapshotStep: Step = {
  name: 'snapshot',
  about: {
    does: 'stores all that the person holds, before anything is written',
    calls: [
      'GET /users/{id}',
      'GET /authorization/subjects/{id}',
      'GET /users/{id}/queues [2]',
      'GET /routing/users/{id}/utilization',
      'GET /workforcemanagement/agents/{id}/managementunit',
      'GET /users/{id}/verifiers',
    ],
    permissions: [
      'authorization:grant:view',
      'routing:queue:view',
      'routing:utilization:view',
      'wfm:agent:view',
      'mfa:verifier:view',
    ],
    evidence: 'state; how many roles, queues, groups, skills and languages; what could not be read',
    undo: 'nothing to undo',
  },
  async perform(context) {
    const { held, planned, snapshot: earlier } = context;
    const user = await held.user();
    if (user === undefined) return done({ state: 'gone' });
    const leaves = planned.includes(groupsStep.name) ? await groupsToLeave(await held.groups(), context) : [];
    const taken = new Set(leaves.map(({ id }) => id));
    const snapshot = continueSnapshot(earlier, await takeSnapshot(user, held, taken, context));
    const { roles, queues, groups, skills, languages, unread } = snapshot;
    return {
      done: true,
      snapshot,
      evidence: {
        state: user.state,
        roles: roles.length,
        queues: queues.length,
        groups: groups.length,
        skills: skills.length,
        languages: languages.length,
        ...(unread.length > 0 ? { unread } : {}),
      },
    };
  },
};
