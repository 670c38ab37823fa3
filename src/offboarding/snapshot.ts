/**
 * All that a person held before the offboarding touched it: what restoration reads. Taken before the first
 * write, because Genesys may strip roles when it deactivates (FACTS: "All roles ... are removed").
 */

import { z } from 'zod';

const named = z.object({ id: z.string(), name: z.string().exactOptional() });
const rated = named.extend({ proficiency: z.number().exactOptional() });

const utilization = z.object({
  utilization: z
    .record(
      z.string(),
      z.object({
        maximumCapacity: z.number().exactOptional(),
        interruptableMediaTypes: z.array(z.string()).exactOptional(),
        includeNonAcd: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
  maxInboundCalls: z.number().exactOptional(),
});

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
    division: named.exactOptional(),
    /** No sign of an open session: offline, and Genesys shows no token that was ever issued. */
    signedOut: z.literal(true).exactOptional(),
  }),
  roles: z.array(
    z.object({
      roleId: z.string(),
      roleName: z.string().exactOptional(),
      divisionId: z.string(),
      divisionName: z.string().exactOptional(),
    }),
  ),
  queues: z.array(named.extend({ joined: z.boolean() })),
  /** `taken` are those that the journey takes the person out of: the return owes them, whoever manages them by then. */
  groups: z.array(named.extend({ taken: z.literal(true).exactOptional() })),
  /** Groups of before that the identity provider took the person out of since. */
  lostGroups: z.array(z.object({ id: z.string() })).default([]),
  station: z.object({ associated: named.exactOptional(), default: named.exactOptional() }),
  skills: z.array(rated).default([]),
  languages: z.array(rated).default([]),
  team: named.exactOptional(),
  /** The three below are read, and there, only when the journey releases them. */
  utilization: z.object({ own: utilization.exactOptional() }).exactOptional(),
  workforce: z.object({ unit: named.exactOptional() }).exactOptional(),
  verifiers: z.array(named).exactOptional(),
  /** What could not be read: the part, a colon, the cause. */
  unread: z.array(z.string()),
});

export type Snapshot = z.infer<typeof snapshotSchema>;

/** Parts that take a call of their own, and with it a permission of their own. */
export type SnapshotPart =
  | 'roles'
  | 'queues'
  | 'station'
  | 'skills'
  | 'languages'
  | 'utilization'
  | 'workforce'
  | 'verifiers';

export function isUnread(snapshot: Snapshot, part: SnapshotPart): boolean {
  return snapshot.unread.some((each) => each.startsWith(`${part}: `));
}

/** Reads a stored snapshot; undefined when there is none or it is of an unknown shape. */
export function parseSnapshot(stored: unknown): Snapshot | undefined {
  const parsed = snapshotSchema.safeParse(stored);
  return parsed.success ? parsed.data : undefined;
}

function unite<T>(first: readonly T[], second: readonly T[], key: (item: T) => string): T[] {
  return [...new Map([...second, ...first].map((item) => [key(item), item])).values()];
}

/** Whoever took the person out of a group, now or before, owes it. */
function uniteGroups(earlier: Snapshot['groups'], current: Snapshot['groups']): Snapshot['groups'] {
  const taken = new Set([...earlier, ...current].flatMap((group) => (group.taken ? group.id : [])));
  return unite(earlier, current, ({ id }) => id).map((group) =>
    taken.has(group.id) ? { ...group, taken: true as const } : group,
  );
}

/**
 * Carries an earlier journey's snapshot into a later one. An active person whose earlier offboarding was
 * finished has been changed by somebody else since: only what is there now counts.
 */
export function continueSnapshot(earlier: Snapshot | undefined, current: Snapshot): Snapshot {
  if (earlier === undefined) return current;
  if (current.user.state === 'active' && !earlier.unfinishedReturn) return current;
  const division = earlier.user.division ?? current.user.division;
  const associated = current.station.associated ?? earlier.station.associated;
  const desk = current.station.default ?? earlier.station.default;
  const team = current.team ?? earlier.team;
  const own = current.utilization?.own ?? earlier.utilization?.own;
  const unit = current.workforce?.unit ?? earlier.workforce?.unit;
  return {
    ...current,
    inherited: true,
    user: { ...current.user, ...(division === undefined ? {} : { division }) },
    roles: unite(earlier.roles, current.roles, (grant) => `${grant.roleId}@${grant.divisionId}`),
    queues: unite(earlier.queues, current.queues, (queue) => queue.id),
    groups: uniteGroups(earlier.groups, current.groups),
    lostGroups: unite(earlier.lostGroups, current.lostGroups, (group) => group.id),
    skills: unite(earlier.skills, current.skills, (skill) => skill.id),
    languages: unite(earlier.languages, current.languages, (language) => language.id),
    station: {
      ...(associated === undefined ? {} : { associated }),
      ...(desk === undefined ? {} : { default: desk }),
    },
    ...(team === undefined ? {} : { team }),
    ...(own === undefined ? {} : { utilization: { own } }),
    ...(unit === undefined ? {} : { workforce: { unit } }),
  };
}
