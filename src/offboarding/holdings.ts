/** What a person holds at the moment, each part read when it is first asked for and once at most. */

import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import type {
  EntityRef,
  GenesysUser,
  Proficiency,
  RoleGrant,
  UserStations,
  Utilization,
} from '../genesys/models.ts';
import { type Membership, readMemberships } from './queue-memberships.ts';
import { isUnread, type Snapshot, type SnapshotPart } from './snapshot.ts';

/**
 * All that one read of a user tells. Genesys calls expansion "best effort" (FACTS section 1.3): where a part is
 * absent from the answer and has a resource of its own, that one is read.
 */
const EXPAND = [
  'groups',
  'skills',
  'languages',
  'team',
  'station',
  'presence',
  'authorization',
  'routingStatus',
  'conversationSummary',
  'lasttokenissued',
] as const;

export interface HoldingsSource {
  readonly genesys: Genesys;
  readonly userId: string;
  readonly call: CallOptions;
  /**
   * Milliseconds since the epoch: what the reads of several people share counts only when it was asked for later. Of a
   * snapshot that is when the request was accepted; of every other step when it begins, since it must see what the
   * steps before it wrote.
   */
  readonly since: number;
}

export interface Holdings {
  /** Whatever the state; undefined when Genesys does not know the person. */
  user(): Promise<GenesysUser | undefined>;
  groups(): Promise<readonly EntityRef[]>;
  station(): Promise<UserStations>;
  skills(): Promise<readonly Proficiency[]>;
  languages(): Promise<readonly Proficiency[]>;
  queues(): Promise<readonly Membership[]>;
  /** Direct grants only. */
  roles(): Promise<readonly RoleGrant[]>;
  /** The person's own setting. */
  utilization(): Promise<Utilization | undefined>;
  managementUnit(): Promise<EntityRef | undefined>;
  verifiers(): Promise<readonly EntityRef[]>;
}

/** Remembers what was read; a failed read may be tried again. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}

/** The default read of a user does not see deleted ones (FACTS section 1). */
async function findAnyState({ genesys, userId, call }: HoldingsSource): Promise<GenesysUser | undefined> {
  const expand = [...EXPAND];
  return (
    (await genesys.users.find(userId, { expand }, call)) ??
    (await genesys.users.find(userId, { expand, state: 'deleted' }, call))
  );
}

export function openHoldings(source: HoldingsSource): Holdings {
  const { genesys, userId, call, since } = source;
  const user = once(() => findAnyState(source));
  return {
    user,
    groups: async () => (await user())?.groups ?? [],
    station: once(async () => (await user())?.station ?? (await genesys.stations.of(userId, call))),
    skills: once(async () => (await user())?.skills ?? (await genesys.skills.ofUser(userId, call))),
    languages: once(async () => (await user())?.languages ?? (await genesys.languages.ofUser(userId, call))),
    queues: once(() => readMemberships(genesys, userId, call)),
    roles: once(() => genesys.grants.direct(userId, call)),
    utilization: once(() => genesys.utilization.ownOf(userId, call)),
    managementUnit: once(() => genesys.workforce.unitOf(userId, { since }, call)),
    verifiers: once(() => genesys.verifiers.ofUser(userId, call)),
  };
}

/**
 * For the first run of a release: what takes a call of its own comes from the snapshot of this journey. It may
 * be hours old by then; the verification reads everything anew and has a step that missed something run again.
 */
export function holdingsFromSnapshot(source: HoldingsSource, snapshot: Snapshot): Holdings {
  const read = openHoldings(source);
  const { queues, roles, utilization, workforce, verifiers } = snapshot;
  const known = (part: SnapshotPart) => !isUnread(snapshot, part);
  return {
    ...read,
    ...(known('queues') && { queues: async () => queues }),
    ...(known('roles') && { roles: async () => roles }),
    ...(utilization !== undefined && { utilization: async () => utilization.own }),
    ...(workforce !== undefined && { managementUnit: async () => workforce.unit }),
    ...(verifiers !== undefined && { verifiers: async () => verifiers }),
  };
}
