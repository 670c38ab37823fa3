/**
 * All that a person held before the offboarding touched it: what restoration reads. Taken before the first
 * write, because Genesys may strip roles when it deactivates (FACTS: "All roles ... are removed").
 */

import { z } from 'zod';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { isMissingPermission } from '../genesys/errors.ts';
import type { GenesysUser } from '../genesys/models.ts';
import { readMemberships } from './queue-memberships.ts';

const named = z.object({ id: z.string(), name: z.string().optional() });

const snapshotSchema = z.object({
  takenAt: z.iso.datetime(),
  /** Set when it comes from a way back that was not finished: the person may lack what it lists. */
  unfinishedReturn: z.boolean().default(false),
  /** Set when an earlier journey's snapshot is part of it: some of what it lists was released before. */
  inherited: z.boolean().default(false),
  user: z.object({
    name: z.string(),
    email: z.string(),
    state: z.enum(['active', 'inactive', 'deleted']),
    version: z.number(),
    division: named.optional(),
  }),
  roles: z.array(
    z.object({
      roleId: z.string(),
      roleName: z.string().optional(),
      divisionId: z.string(),
      divisionName: z.string().optional(),
    }),
  ),
  queues: z.array(named.extend({ joined: z.boolean() })),
  groups: z.array(named),
  station: z.object({ associated: named.optional(), default: named.optional() }),
  /** What could not be read, each with its cause. */
  unread: z.array(z.string()),
});

export type Snapshot = z.infer<typeof snapshotSchema>;

/** Reads a stored snapshot; undefined when there is none or it is of an unknown shape. */
export function parseSnapshot(stored: unknown): Snapshot | undefined {
  const parsed = snapshotSchema.safeParse(stored);
  return parsed.success ? parsed.data : undefined;
}

/** A part that lacks a permission is noted instead of read: a lock-out never waits for a snapshot's detail. */
async function readPart<T>(unread: string[], part: string, read: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!isMissingPermission(error)) throw error;
    unread.push(`${part}: ${error instanceof Error ? error.message : 'missing permission'}`);
    return otherwise;
  }
}

export async function takeSnapshot(
  genesys: Genesys,
  user: GenesysUser,
  takenAt: Date,
  call: CallOptions,
): Promise<Snapshot> {
  const unread: string[] = [];
  const [roles, queues, station] = await Promise.all([
    readPart(unread, 'roles', genesys.grants.direct(user.id, call), []),
    readPart(unread, 'queues', readMemberships(genesys, user.id, call), []),
    readPart(unread, 'station', genesys.stations.of(user.id, call), {}),
  ]);
  return snapshotSchema.parse({
    takenAt: takenAt.toISOString(),
    user: {
      name: user.name,
      email: user.email,
      state: user.state,
      version: user.version,
      division: user.division,
    },
    roles,
    queues,
    groups: user.groups ?? [],
    station,
    unread,
  });
}

function unite<T>(first: readonly T[], second: readonly T[], key: (item: T) => string): T[] {
  return [...new Map([...second, ...first].map((item) => [key(item), item])).values()];
}

/**
 * Carries an earlier journey's snapshot into a later one. An active person whose earlier offboarding was
 * finished has been changed by somebody else since: only what is there now counts.
 */
export function continueSnapshot(earlier: Snapshot | undefined, current: Snapshot): Snapshot {
  if (earlier === undefined) return current;
  if (current.user.state === 'active' && !earlier.unfinishedReturn) return current;
  return {
    ...current,
    inherited: true,
    user: { ...current.user, division: earlier.user.division ?? current.user.division },
    roles: unite(earlier.roles, current.roles, (grant) => `${grant.roleId}@${grant.divisionId}`),
    queues: unite(earlier.queues, current.queues, (queue) => queue.id),
    groups: unite(earlier.groups, current.groups, (group) => group.id),
    station: {
      associated: current.station.associated ?? earlier.station.associated,
      default: current.station.default ?? earlier.station.default,
    },
  };
}
