/** Puts the evidence of one journey together from the database, from Genesys Cloud and from the audit trail. */

import { setTimeout as pause } from 'node:timers/promises';
import { BridgeError } from '../../errors.ts';
import type { Genesys } from '../../genesys/client.ts';
import type { GenesysUser } from '../../genesys/models.ts';
import type { Snapshot } from '../../offboarding/snapshot.ts';
import type { SnapshotVault } from '../../offboarding/snapshot-vault.ts';
import { type ExportedEntry, readAboutSubject } from '../../store/audit-export.ts';
import { verifyAudit } from '../../store/audit-verification.ts';
import { type Erasure, listErasures } from '../../store/erasures.ts';
import { listExternalIds } from '../../store/kept-users.ts';
import { listSteps } from '../../store/offboarding-steps.ts';
import { findOffboarding, type Offboarding } from '../../store/offboardings.ts';
import type { Store } from '../../store/open.ts';
import { findPerson } from '../../store/people.ts';
import { listStepRuns } from '../../store/step-runs.ts';
import type { Evidence, Gap } from './document.ts';
import { searchGenesysAudit } from './genesys-audit.ts';
import { describeSteps, findStepGaps } from './steps.ts';

export interface EvidenceDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly vault: SnapshotVault;
  /** OAuth clients of the bridge, by which Genesys files what it did. */
  readonly clientIds: readonly string[];
  readonly now?: () => Date;
}

/** Genesys' audit may be slow: the document then says that it was. */
const GENESYS_WITHIN_MS = 20_000;
/** Clocks differ, and Genesys files what was done a moment later. */
const BEFORE_MS = 60_000;
const AFTER_MS = 5 * 60_000;
/** The help page on retention: "at a minimum, for data that is less than one year old". */
const AUDIT_KEPT_MS = 365 * 86_400_000;

const RECOMPUTE =
  'hash = SHA-256 (hex) of the JSON array [position, previousHash, at, actor, action, subject, requestId, correlationId, ' +
  'detail, personalHash] without white space, keys of objects sorted, null where there is nothing; previousHash is the hash ' +
  'of the entry at position - 1, which may be about somebody else. See docs/evidence.md.';

/** Throws `admin.not-found` for an unknown journey. */
export async function gatherEvidence(
  offboardingId: string,
  generatedBy: string,
  dependencies: EvidenceDependencies,
): Promise<Evidence> {
  const { store, genesys, clientIds, now = () => new Date() } = dependencies;
  const offboarding = await findOffboarding(store.db, offboardingId);
  if (offboarding === undefined) {
    throw new BridgeError('Offboarding not found', { code: 'admin.not-found', status: 404 });
  }
  const { userId } = offboarding;
  const at = now();
  const deadline = at.getTime() + GENESYS_WITHIN_MS;
  const end = offboarding.completedAt ?? offboarding.restoredAt ?? at;
  const [trail, verified, erasures, found, genesysAudit] = await Promise.all([
    readAboutSubject(store.db, userId),
    verifyAudit(store.db),
    listErasures(store.db, userId),
    lookUp(genesys, userId, deadline),
    searchGenesysAudit(
      {
        userId,
        clientIds,
        deadline,
        from: new Date(offboarding.requestedAt.getTime() - BEFORE_MS),
        to: new Date(end.getTime() + AFTER_MS),
      },
      { audits: genesys.audits, now: Date.now, pause: (ms) => pause(ms) },
    ),
  ]);
  const snapshot = openSnapshot(offboarding, dependencies.vault);
  const steps = describeSteps({
    steps: await listSteps(store.db, offboarding.id),
    runs: await listStepRuns(store.db, offboarding.id),
    isReturn: offboarding.kind === 'restore',
    genesysAudit: genesysAudit.entries,
  });
  const wanted = (await findPerson(store.db, userId))?.wanted;
  return {
    document: 'genesys-scim-bridge/offboarding-evidence',
    version: 1,
    generatedAt: at.toISOString(),
    generatedBy,
    person: {
      id: userId,
      ...nameThem(found.user, trail, erasures),
      ...(found.problem !== undefined ? {} : { state: found.user?.state ?? 'gone' }),
      ...(wanted === undefined ? {} : { wanted }),
      externalIds: await listExternalIds(store.db, userId),
      erasures: erasures.map(describeErasure),
    },
    request: describeRequest(offboarding),
    snapshot: describeSnapshot(snapshot, erasures),
    steps,
    genesysAudit,
    auditTrail: {
      entries: trail.map(describeEntry),
      head: verified.head,
      verified: {
        intact: verified.intact,
        entries: verified.entries,
        problems: verified.problems.map((problem) => ({ ...problem })),
      },
      recompute: RECOMPUTE,
    },
    gaps: [
      ...(found.problem === undefined ? [] : [{ part: 'person', reason: found.problem }]),
      ...(snapshot.taken === undefined ? [{ part: 'snapshot', reason: reasonOf(snapshot, erasures) }] : []),
      ...findStepGaps(steps),
      ...findAuditGaps(genesysAudit, offboarding, at),
      ...findTrailGaps(trail, offboarding, verified.intact),
    ],
  };
}

interface Looked {
  readonly user?: GenesysUser | undefined;
  readonly problem?: string;
}

async function lookUp({ users }: Genesys, userId: string, deadline: number): Promise<Looked> {
  const call = { priority: 'background', deadline } as const;
  try {
    const user =
      (await users.find(userId, {}, call)) ?? (await users.find(userId, { state: 'deleted' }, call));
    return { user };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { problem: `Genesys Cloud could not be asked who this is: ${error.message}` };
  }
}

/** Genesys' names first; where Genesys has none any more, those of the trail until they are erased. */
function nameThem(
  user: GenesysUser | undefined,
  trail: readonly ExportedEntry[],
  erasures: readonly Erasure[],
): Pick<Evidence['person'], 'names' | 'name' | 'email'> {
  if (user !== undefined) return { names: 'known', name: user.name, email: user.email };
  const personal = trail.findLast((entry) => entry.personal !== undefined)?.personal;
  if (personal !== undefined) {
    const { name, email } = personal;
    return {
      names: 'known',
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
    };
  }
  const isErased =
    erasures.some(({ state }) => state === 'complete') ||
    trail.some((entry) => entry.action === 'personal.erased');
  return { names: isErased ? 'erased' : 'unknown' };
}

function describeErasure(erasure: Erasure): Evidence['person']['erasures'][number] {
  const { kind, state, actor, requestedAt, completedAt, genesysRequestId, genesysStatus } = erasure;
  return {
    kind,
    state,
    actor,
    requestedAt: requestedAt.toISOString(),
    ...(completedAt === undefined ? {} : { completedAt: completedAt.toISOString() }),
    ...(genesysRequestId === undefined ? {} : { genesysRequestId }),
    ...(genesysStatus === undefined ? {} : { genesysStatus }),
  };
}

function describeRequest(offboarding: Offboarding): Evidence['request'] {
  // W3C trace context: version, trace id, parent id and flags.
  const traceId = offboarding.traceparent?.split('-')[1];
  const { id, kind, status, clientName, requestId, requestedAt, lockedOutAt, completedAt, restoredAt } =
    offboarding;
  return {
    offboardingId: id,
    kind,
    status,
    client: clientName,
    requestId,
    ...(traceId === undefined ? {} : { traceId }),
    requestedAt: requestedAt.toISOString(),
    ...(lockedOutAt === undefined
      ? {}
      : {
          lockedOutAt: lockedOutAt.toISOString(),
          lockOutMs: lockedOutAt.getTime() - requestedAt.getTime(),
        }),
    ...(completedAt === undefined ? {} : { completedAt: completedAt.toISOString() }),
    ...(restoredAt === undefined ? {} : { restoredAt: restoredAt.toISOString() }),
  };
}

interface Opened {
  readonly taken?: Snapshot | undefined;
  readonly problem?: string;
}

/** A key that is missing must not hide everything else. */
function openSnapshot({ snapshot, userId }: Offboarding, vault: SnapshotVault): Opened {
  try {
    return { taken: vault.open(snapshot, userId) };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { problem: error.message };
  }
}

function reasonOf({ problem }: Opened, erasures: readonly Erasure[]): string {
  if (problem !== undefined) return problem;
  return erasures.some(({ state }) => state === 'complete')
    ? 'erased with the person'
    : 'not taken, or forgotten by policy (offboarding.snapshots.keep)';
}

function describeSnapshot(opened: Opened, erasures: readonly Erasure[]): Evidence['snapshot'] {
  const { taken } = opened;
  if (taken === undefined) return { available: false, reason: reasonOf(opened, erasures) };
  const { user, team, station, roles, queues, groups, skills, languages, unread } = taken;
  const named = ({ id, name }: { id: string; name?: string }) => ({
    id,
    ...(name === undefined ? {} : { name }),
  });
  const desk = station.associated ?? station.default;
  return {
    available: true,
    takenAt: taken.takenAt,
    state: user.state,
    ...(user.division === undefined ? {} : { division: named(user.division) }),
    ...(team === undefined ? {} : { team: named(team) }),
    ...(desk === undefined ? {} : { station: named(desk) }),
    roles: roles.map(({ roleId, roleName, divisionId, divisionName }) => ({
      id: roleId,
      ...(roleName === undefined ? {} : { name: roleName }),
      division: divisionName ?? divisionId,
    })),
    queues: queues.map((queue) => ({ ...named(queue), joined: queue.joined })),
    groups: groups.map(named),
    skills: skills.map(named),
    languages: languages.map(named),
    unread,
  };
}

function describeEntry(entry: ExportedEntry): Evidence['auditTrail']['entries'][number] {
  const { position, at, actor, action, detail, personal, hash, previousHash } = entry;
  return {
    position,
    at: at.toISOString(),
    actor,
    action,
    subject: entry.subject ?? null,
    requestId: entry.requestId ?? null,
    correlationId: entry.correlationId ?? null,
    detail,
    ...(personal === undefined ? {} : { personal }),
    personalHash: entry.personalHash ?? null,
    previousHash,
    hash,
  };
}

function findAuditGaps(audit: Evidence['genesysAudit'], { requestedAt }: Offboarding, at: Date): Gap[] {
  const part = "Genesys' audit";
  const gaps = audit.queries
    .filter(({ complete }) => !complete)
    .map(({ by, problem = 'incomplete' }) => ({ part, reason: `${by}: ${problem}` }));
  if (at.getTime() - requestedAt.getTime() < AUDIT_KEPT_MS) return gaps;
  return [
    ...gaps,
    { part, reason: 'Genesys keeps its audit for a year at least; older entries may be gone' },
  ];
}

function findTrailGaps(
  trail: readonly ExportedEntry[],
  { requestId }: Offboarding,
  isIntact: boolean,
): Gap[] {
  const part = 'audit trail';
  const isAccepted = trail.some(
    (entry) => entry.requestId === requestId && entry.action.endsWith('.accepted'),
  );
  return [
    ...(isIntact ? [] : [{ part, reason: 'the verification found problems: see auditTrail.verified' }]),
    ...(isAccepted
      ? []
      : [{ part, reason: 'the entry of the request is not there: retention has dropped it' }]),
  ];
}
