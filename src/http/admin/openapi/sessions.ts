/** The description of what the admin API has for sessions of the console. */

import { z } from 'zod';
import type { Operation } from './operation.ts';

const time = z.iso.datetime();

const sessionList = z.strictObject({
  sessions: z
    .array(
      z.strictObject({
        reference: z.string().describe('names it here and in the audit trail; opens nothing'),
        who: z.string(),
        actor: z.string().describe('as the audit trail calls them'),
        role: z.enum(['viewer', 'operator', 'administrator']),
        signedInWith: z.enum(['token', 'provider']),
        startedAt: time,
        usedAt: time.describe('to the minute'),
        endsAt: time.describe('in any case'),
        current: z.boolean().describe('the one that asks'),
      }),
    )
    .describe('used last first'),
});

export const SESSION_OPERATIONS = [
  {
    method: 'get',
    path: '/sessions',
    id: 'listSessions',
    tag: 'Sessions',
    summary: 'Who is signed in to the console: all for an administrator, their own for anybody else',
    answer: sessionList,
  },
  {
    method: 'post',
    path: '/sessions/{reference}/end',
    id: 'endSession',
    tag: 'Sessions',
    summary: 'Ends a session at once: anybody for an administrator, their own for anybody else',
    answer: z.strictObject({ ended: z.string() }),
    refusals: [404],
  },
] as const satisfies readonly Operation[];
