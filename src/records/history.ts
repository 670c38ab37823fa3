/**
 * Who was this: what the bridge remembers of a person, whatever has become of them, for whoever meets an id in a trace
 * or a report years later. Genesys Cloud adds what it still shows.
 */

import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { isGenesysFailure } from '../genesys/errors.ts';
import type { GenesysUser, UserState } from '../genesys/models.ts';
import type { Snapshot } from '../offboarding/snapshot.ts';
import type { SnapshotVault } from '../offboarding/snapshot-vault.ts';
import { type ExportedEntry, readAboutSubject } from '../store/audit-export.ts';
import { listOwnerships } from '../store/client-users.ts';
import { findKeptUsers, type KeptUser, listExternalIds } from '../store/kept-users.ts';
import { listOffboardings, type Offboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPerson } from '../store/people.ts';
import type { PersonTable } from '../store/tables.ts';

export interface Identity {
  /** ISO 8601: known by then. */
  readonly at: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly userName: string | undefined;
  /** Where it was written down: an action of the audit trail, a snapshot, or what Genesys shows now. */
  readonly source: string;
}

export interface StateChange {
  readonly at: string;
  readonly state: 'created' | 'inactive' | 'active';
  /** The client that asked for it. */
  readonly by: string;
}

export interface HistoryEvent {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly requestId: string | undefined;
}

export interface History {
  readonly id: string;
  readonly now: {
    readonly name: string | undefined;
    readonly email: string | undefined;
    readonly state: UserState | undefined;
    /** Why Genesys could not be asked. */
    readonly genesysError: string | undefined;
    readonly wanted: PersonTable['wanted'] | undefined;
  };
  /** Oldest first; each time that a name or an address differs. */
  readonly identities: readonly Identity[];
  readonly states: readonly StateChange[];
  readonly externalIds: readonly { readonly authority: string; readonly externalId: string }[];
  /** Clients that created or adopted the person; whom SCIM has removed belongs to nobody. */
  readonly clients: readonly { readonly client: string; readonly since: string }[];
  /** Newest first. */
  readonly offboardings: readonly Offboarding[];
  /** What clients and administrators did, oldest first; the steps are in the evidence of each offboarding. */
  readonly events: readonly HistoryEvent[];
}

export interface HistoryDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly vault: SnapshotVault;
}

const MOST_JOURNEYS = 500;
/** What the bridge itself does step by step is not history's business. */
const DETAIL = /^(step|steps\.reopened|genesys)\b/;

interface Sighting extends Identity {
  readonly order: number;
}

function fromEntry({ at, action, personal }: ExportedEntry): Sighting[] {
  if (personal === undefined) return [];
  const { name, email, userName } = personal;
  return [{ at: at.toISOString(), order: at.getTime(), name, email, userName, source: action }];
}

function openSnapshot({ snapshot, userId }: Offboarding, vault: SnapshotVault): Snapshot | undefined {
  try {
    return vault.open(snapshot, userId);
  } catch {
    // Its key is gone: what else is known is worth telling.
    return undefined;
  }
}

function fromJourney(offboarding: Offboarding, vault: SnapshotVault): Sighting[] {
  const snapshot = openSnapshot(offboarding, vault);
  if (snapshot === undefined) return [];
  const { takenAt: at, user } = snapshot;
  const { name, email } = user;
  return [{ at, order: Date.parse(at), name, email, userName: undefined, source: 'snapshot' }];
}

function fromKept(kept: KeptUser | undefined): Sighting[] {
  if (kept === undefined) return [];
  const { updatedAt, genesysName: name, emailKey: email, userName } = kept;
  return [{ at: updatedAt.toISOString(), order: updatedAt.getTime(), name, email, userName, source: 'kept' }];
}

function fromGenesys(user: GenesysUser | undefined, now: Date): Sighting[] {
  if (user === undefined) return [];
  const { name, email } = user;
  return [
    {
      at: now.toISOString(),
      order: now.getTime(),
      name,
      email,
      userName: undefined,
      source: 'Genesys Cloud',
    },
  ];
}

function isSame(one: Identity, other: Identity): boolean {
  const agrees = (a: string | undefined, b: string | undefined) =>
    a === undefined || b === undefined || a.toLowerCase() === b.toLowerCase();
  return (
    agrees(one.name, other.name) && agrees(one.email, other.email) && agrees(one.userName, other.userName)
  );
}

/** Only what differs from the sighting before. */
function condense(sightings: readonly Sighting[]): Identity[] {
  const identities: Identity[] = [];
  for (const { order: _order, ...sighting } of sightings.toSorted((a, b) => a.order - b.order)) {
    const last = identities.at(-1);
    if (last === undefined || !isSame(last, sighting)) identities.push(sighting);
  }
  return identities;
}

function listStates(trail: readonly ExportedEntry[], journeys: readonly Offboarding[]): StateChange[] {
  const created = trail
    .filter(({ action }) => action === 'user.created')
    .map(({ at, actor }): StateChange => ({ at: at.toISOString(), state: 'created', by: actor }));
  const moved = journeys.flatMap(({ kind, clientName, lockedOutAt, restoredAt }): StateChange[] => {
    const at = kind === 'restore' ? restoredAt : lockedOutAt;
    if (at === undefined) return [];
    return [{ at: at.toISOString(), state: kind === 'restore' ? 'active' : 'inactive', by: clientName }];
  });
  return [...created, ...moved].sort((a, b) => a.at.localeCompare(b.at));
}

async function askGenesys(userId: string, genesys: Genesys, call: CallOptions) {
  try {
    const user =
      (await genesys.users.find(userId, {}, call)) ??
      (await genesys.users.find(userId, { state: 'deleted' }, call));
    return { user, genesysError: undefined };
  } catch (error) {
    if (!isGenesysFailure(error)) throw error;
    return { user: undefined, genesysError: error.message };
  }
}

/** Undefined for an id that neither the bridge nor Genesys knows. */
export async function readHistory(
  userId: string,
  { store, genesys, vault }: HistoryDependencies,
  call: CallOptions,
  now: Date,
): Promise<History | undefined> {
  const { db } = store;
  const [{ user, genesysError }, person, trail, offboardings, kept, externalIds, clients] = await Promise.all(
    [
      askGenesys(userId, genesys, call),
      findPerson(db, userId),
      readAboutSubject(db, userId),
      listOffboardings(db, { userId, limit: MOST_JOURNEYS }),
      findKeptUsers(db, [userId]),
      listExternalIds(db, userId),
      listOwnerships(db, userId),
    ],
  );
  const isUnknown = user === undefined && person === undefined && trail.length === 0 && kept.size === 0;
  if (isUnknown && genesysError === undefined) return undefined;
  const told = [
    ...trail.flatMap(fromEntry),
    ...offboardings.flatMap((offboarding) => fromJourney(offboarding, vault)),
    ...fromGenesys(user, now),
  ];
  // Where the audit trail has been pruned or erased, what was written last may stand here alone.
  const last = fromKept(kept.get(userId)).filter((each) => !told.some((other) => isSame(other, each)));
  return {
    id: userId,
    now: {
      name: user?.name,
      email: user?.email,
      state: user?.state,
      genesysError,
      wanted: person?.wanted,
    },
    identities: condense([...told, ...last]),
    states: listStates(trail, offboardings),
    externalIds,
    clients: clients.map(({ client, since }) => ({ client, since: since.toISOString() })),
    offboardings,
    events: trail
      .filter(({ action }) => !DETAIL.test(action))
      .map(({ at, actor, action, requestId }) => ({ at: at.toISOString(), actor, action, requestId })),
  };
}
