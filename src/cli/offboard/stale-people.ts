/** Leavers by their last log-in: whom the bridge finds active at Genesys, and away for long. */

import { z } from 'zod';
import type { AdminClient } from '../admin-client.ts';
import type { LeaverList } from './leaver-list.ts';

const pageSchema = z.object({ people: z.array(z.object({ id: z.string() })), next: z.string().optional() });

export interface Stale {
  readonly notSince: Date;
  /** Whether those who have never logged in count too. */
  readonly never: boolean;
}

export async function listStale(admin: AdminClient, { notSince, never }: Stale): Promise<LeaverList> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = new URLSearchParams({ lastLoginBefore: notSince.toISOString(), never: String(never) });
    if (cursor !== undefined) query.set('cursor', cursor);
    const page = pageSchema.parse(await admin.get(`/users/stale?${query}`));
    ids.push(...page.people.map(({ id }) => id));
    if (page.next === undefined) return { leavers: ids.map((text) => ({ line: undefined, text })), bad: [] };
    cursor = page.next;
  }
}
