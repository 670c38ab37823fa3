/**
 * What somebody who left has in Genesys Cloud and should not have: what the journey took away, or would have, and
 * what no step of it takes away.
 */

import { z } from 'zod';
import type { GenesysUser } from '../genesys/models.ts';
import { isUnread } from './snapshot.ts';
import { findGrantsBeyond } from './steps/roles.ts';
import type { StepContext } from './steps/step.ts';
import { type Findings, readBack } from './steps/verification.ts';

/** What was there at the last look: only what is new since is drift. Part of the verification's evidence. */
const lastSeenSchema = z.object({
  state: z.string().optional(),
  /** Ids of the roles that policy leaves. */
  rolesLeft: z.array(z.string()).optional(),
});

export type LastSeen = z.infer<typeof lastSeenSchema>;

export interface Drift {
  /** Steps of the journey take it away when they run again; labels by step. */
  readonly open: Findings['open'];
  /** For people to see to. */
  readonly beyond: Findings['open'];
  /** What is noted for the next look. */
  readonly seen: LastSeen;
}

export function parseLastSeen(evidence: unknown): LastSeen {
  const parsed = lastSeenSchema.safeParse(evidence);
  return parsed.success ? parsed.data : {};
}

/** Roles that the person may still have; undefined when the journey releases roles or nobody knows. */
function rolesAllowed({ planned, snapshot }: StepContext, last: LastSeen): readonly string[] | undefined {
  if (planned.includes('roles')) return undefined;
  if (last.rolesLeft !== undefined) return last.rolesLeft;
  if (snapshot === undefined || isUnread(snapshot, 'roles')) return undefined;
  return snapshot.roles.map(({ roleId }) => roleId);
}

/** A role that Genesys has taken away since is not given back unseen. */
function stillShown(allowed: readonly string[], { roles }: GenesysUser): readonly string[] {
  if (roles === undefined) return allowed;
  const shown = new Set(roles.map(({ id }) => id));
  return allowed.filter((id) => shown.has(id));
}

/** `last` is what was there at the end of the journey or at the look after it. A deletion is found once. */
export async function findDrift(context: StepContext, last: LastSeen): Promise<Drift> {
  const user = await context.held.user();
  if (user === undefined || user.state === 'deleted') {
    const isNews = user !== undefined && last.state !== 'deleted';
    return { open: {}, beyond: isNews ? { state: ['deleted'] } : {}, seen: { ...last, state: 'deleted' } };
  }
  const { open } = await readBack(context, 'recheck');
  const allowed = rolesAllowed(context, last);
  const grants = allowed === undefined ? [] : await findGrantsBeyond(context.held, new Set(allowed));
  return {
    open,
    beyond: grants.length === 0 ? {} : { roles: grants },
    seen: {
      state: user.state,
      ...(allowed === undefined ? {} : { rolesLeft: [...stillShown(allowed, user)] }),
    },
  };
}
