/**
 * The end of an offboarding: everything that the steps took away is read back. What Genesys still shows has the
 * step run again, so that an offboarding is complete only if Genesys agrees. A return ends likewise.
 */

import { BridgeError } from '../../errors.ts';
import type { GenesysUser } from '../../genesys/models.ts';
import { STEPS } from './registry.ts';
import type { Evidence, Step, StepContext, StepResult } from './step.ts';
import { done } from './step.ts';

const FIRST_PAUSE_SECONDS = 15;
/** Nobody who has come back is in danger. */
const FIRST_PAUSE_OF_RETURN_SECONDS = 3;
const LONGEST_PAUSE_SECONDS = 600;
/** After so many looks that found something left, people have to look. */
const PATIENCE = 8;

export interface Findings {
  /** Labels of what is left, by step. */
  readonly open: Record<string, readonly string[]>;
  readonly kept: Record<string, Evidence>;
}

/** Looks for what the finished steps took away; `recheck` long after the journey. */
export async function readBack(
  context: StepContext,
  look: 'verify' | 'recheck' = 'verify',
): Promise<Findings> {
  const findings: Findings = { open: {}, kept: {} };
  for (const name of context.finished) {
    const step = STEPS.get(name);
    const remains = await (step?.[look] ?? step?.verify)?.(context.held, context);
    if (remains === undefined) continue;
    if (remains.open.length > 0) findings.open[name] = remains.open;
    if (remains.kept !== undefined) findings.kept[name] = remains.kept;
  }
  return findings;
}

/** Whoever was let in again may have logged in since. */
export function stepsToReopen(open: Findings['open']): string[] {
  const names = Object.keys(open);
  return open.state === undefined ? names : [...names, 'tokens'];
}

function describe(open: Findings['open']): string {
  return Object.entries(open)
    .map(([name, labels]) => `${name}: ${labels.join(', ')}`)
    .join('; ');
}

function unverified(what: string, open: Findings['open']): BridgeError {
  return new BridgeError(`Genesys Cloud ${what} (${describe(open)})`, {
    code: 'offboarding.unverified',
    status: 500,
  });
}

function pauseSeconds(first: number, attempts: number): number {
  return Math.min(first * 2 ** attempts, LONGEST_PAUSE_SECONDS);
}

/** Ids of the roles that policy leaves: the drift check tells others from them. Those of the first end count. */
function rolesLeft({ roles }: GenesysUser, { planned, evidence }: StepContext): Evidence {
  if (planned.includes('roles')) return {};
  if (evidence.rolesLeft !== undefined) return { rolesLeft: evidence.rolesLeft };
  return roles === undefined ? {} : { rolesLeft: roles.map(({ id }) => id) };
}

interface Confirmation {
  /** Steps whose gifts Genesys has shown. */
  readonly confirmed: readonly string[];
  readonly open: Findings['open'];
}

/**
 * Looks for what the steps gave back. What Genesys has shown once is not looked for again: whoever takes it away
 * afterwards means it.
 */
async function confirmGiven(context: StepContext): Promise<Confirmation> {
  const { finished, outcomes, evidence } = context;
  const before = Array.isArray(evidence.confirmed) ? evidence.confirmed : [];
  const confirmed: string[] = [];
  const open: Record<string, readonly string[]> = {};
  for (const name of finished) {
    const confirm = STEPS.get(name)?.confirm;
    if (confirm === undefined) continue;
    const lacking = before.includes(name)
      ? []
      : await confirm(context.held, context, outcomes.get(name) ?? {});
    if (lacking.length === 0) confirmed.push(name);
    else open[name] = lacking;
  }
  return { confirmed, open };
}

/** The first look that misses something only waits, since Genesys does much of it later; the others give again. */
async function confirmReturn(context: StepContext): Promise<StepResult> {
  const { held, attempts } = context;
  const user = await held.user();
  // Somebody has taken them out again: what they hold is no longer the return's business.
  if (user?.state !== 'active') return done({ state: user?.state ?? 'gone' });
  const { confirmed, open } = await confirmGiven(context);
  const unconfirmed = Object.keys(open);
  if (unconfirmed.length === 0) return done({ state: user.state, confirmed });
  if (attempts >= PATIENCE) throw unverified('does not show what was given back', open);
  return {
    done: false,
    waitingFor: `Genesys Cloud to show what was given back: ${describe(open)}`,
    seconds: pauseSeconds(FIRST_PAUSE_OF_RETURN_SECONDS, attempts),
    evidence: { confirmed, unconfirmed },
    reopen: attempts === 0 ? [] : unconfirmed,
  };
}

export const verificationStep: Step = {
  name: 'verification',
  about: {
    does: 'reads everything back; a step whose work Genesys does not show runs again',
    calls: ['GET /users/{id}', 'the reads of the steps'],
    permissions: ['those of the steps'],
    evidence: 'the state; what is kept for a reason, by step; ids of the roles left where policy leaves them',
    undo: 'reads back the roles, skills, languages, team, groups and queues given; what Genesys does not show is given again',
  },
  async perform(context): Promise<StepResult> {
    const user = await context.held.user();
    if (user === undefined || user.state === 'deleted') return done({ state: user?.state ?? 'gone' });
    const { open, kept } = await readBack(context);
    if (Object.keys(open).length === 0) {
      return done({
        state: user.state,
        ...rolesLeft(user, context),
        ...(Object.keys(kept).length > 0 ? { kept } : {}),
      });
    }
    if (context.attempts >= PATIENCE) throw unverified('still shows what was taken away', open);
    return {
      done: false,
      waitingFor: `Genesys Cloud to show the end of ${describe(open)}`,
      seconds: pauseSeconds(FIRST_PAUSE_SECONDS, context.attempts),
      reopen: stepsToReopen(open),
    };
  },
  undo: confirmReturn,
};
