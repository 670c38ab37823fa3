/**
 * The Genesys state: `inactive` locks the person out, `active` lets them in again. State travels alone, since
 * Genesys ignores every other field beside it (FACTS section 1).
 */

import { GenesysError, isNotFound, isVersionConflict } from '../../genesys/errors.ts';
import type { GenesysUser } from '../../genesys/models.ts';
import { findPersonAnyState } from './person.ts';
import { done, freshSnapshot, type Step, type StepContext, type StepResult } from './step.ts';

const CONFLICT_RETRIES = 5;

type Known = Pick<GenesysUser, 'state' | 'version'>;

/** PUT /users/{id}/state is absent or refused in some organisations: then PATCH does the same. */
function isStateResourceRefused(error: unknown): boolean {
  return error instanceof GenesysError && [403, 404, 405].includes(error.genesysStatus ?? 0);
}

async function writeState(context: StepContext, state: 'active' | 'inactive', known: Known): Promise<void> {
  const { genesys, userId, call } = context;
  const change = { state, version: known.version };
  if (known.state === 'deleted') return genesys.users.setStateByPatch(userId, change, call);
  try {
    await genesys.users.setState(
      userId,
      { ...change, reason: state === 'inactive' ? context.leaving.reason : 'Unknown' },
      call,
    );
  } catch (error) {
    if (!isStateResourceRefused(error)) throw error;
    await genesys.users.setStateByPatch(userId, change, call);
  }
}

/** Somebody deleted in Genesys meanwhile is locked out already, and must not be restored to be inactive. */
function isReached(state: 'active' | 'inactive', known: Known): boolean {
  return state === 'active' ? known.state === 'active' : known.state !== 'active';
}

/** Writes the state, reading the version again after each conflict. */
async function reachState(
  context: StepContext,
  state: 'active' | 'inactive',
  first: Known,
): Promise<StepResult> {
  let known: Known | undefined = first;
  for (let attempt = 1; known !== undefined && !isReached(state, known); attempt += 1) {
    try {
      await writeState(context, state, known);
      break;
    } catch (error) {
      if (!(isVersionConflict(error) || isNotFound(error)) || attempt > CONFLICT_RETRIES) throw error;
      known = await findPersonAnyState(context);
    }
  }
  const reason = state === 'inactive' ? { reason: context.leaving.reason } : {};
  return done({ state: known === undefined ? 'gone' : state, before: first.state, ...reason });
}

export const stateStep: Step = {
  name: 'state',
  about: {
    does: 'sets the state to inactive, so that nobody can log in any more',
    calls: ['PUT /users/{id}/state', 'PATCH /users/{id} where that answers 403, 404 or 405'],
    permissions: ['directory:user:edit'],
    evidence: 'the state before and after, and the reason sent',
    undo: 'sets the state to active; a deleted user is restored',
  },
  async perform(context) {
    const before = freshSnapshot(context)?.user;
    // In a crowd the snapshot's reads are minutes apart: only what is read now excuses from locking out.
    const known = before?.state === 'active' ? before : await findPersonAnyState(context);
    if (known === undefined) return done({ state: 'gone' });
    if (known.state !== 'active') return done({ state: known.state, before: known.state });
    return await reachState(context, 'inactive', known);
  },
  async verify(now) {
    const user = await now.user();
    return { open: user?.state === 'active' ? ['active'] : [] };
  },
  async undo(context) {
    const known = await findPersonAnyState(context);
    if (known === undefined) return done({ state: 'gone' });
    return await reachState(context, 'active', known);
  },
};
