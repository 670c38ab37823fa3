/** Reads everything that a journey may take away, before it takes anything away. */

import { GenesysError, isMissingPermission } from '../genesys/errors.ts';
import type { GenesysUser } from '../genesys/models.ts';
import { OFFLINE } from '../genesys/presence.ts';
import type { Holdings } from './holdings.ts';
import type { Snapshot, SnapshotPart } from './snapshot.ts';
import type { StepContext } from './steps/step.ts';

/**
 * Runs of the step in which a part that Genesys does not answer for holds the lock-out back: longer where Genesys
 * itself may take away what was not read.
 */
const INSIST_RUNS: Readonly<Record<SnapshotPart, number>> = {
  roles: 10,
  queues: 10,
  station: 3,
  skills: 3,
  languages: 3,
  utilization: 1,
  workforce: 1,
  verifiers: 1,
};

/** Notes of what could not be read: a lock-out never waits long for a snapshot's detail. */
class PartReader {
  readonly unread: string[] = [];
  readonly #attempts: number;

  constructor(attempts: number) {
    this.#attempts = attempts;
  }

  async read<T, O>(part: SnapshotPart, read: () => Promise<T>, otherwise: O): Promise<T | O> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GenesysError)) throw error;
      if (this.#attempts < INSIST_RUNS[part] && !isMissingPermission(error)) throw error;
      this.unread.push(`${part}: ${error.message}`);
      return otherwise;
    }
  }
}

/**
 * Roles and queues are read whatever is to be released, since Genesys may take them away by itself; what takes
 * further calls only when its step is among `planned`. `taken` are ids of the groups that the journey will leave.
 */
export async function takeSnapshot(
  user: GenesysUser,
  held: Holdings,
  taken: ReadonlySet<string>,
  { planned, attempts, now }: Pick<StepContext, 'planned' | 'attempts' | 'now'>,
): Promise<Snapshot> {
  const parts = new PartReader(attempts);
  const [roles, queues, station, skills, languages, utilization, workforce, verifiers] = await Promise.all([
    parts.read('roles', held.roles, []),
    parts.read('queues', held.queues, []),
    parts.read('station', held.station, {}),
    parts.read('skills', held.skills, []),
    parts.read('languages', held.languages, []),
    planned.includes('utilization')
      ? parts.read('utilization', async () => ({ own: await held.utilization() }), undefined)
      : undefined,
    planned.includes('workforce')
      ? parts.read('workforce', async () => ({ unit: await held.managementUnit() }), undefined)
      : undefined,
    planned.includes('verifiers') ? parts.read('verifiers', held.verifiers, undefined) : undefined,
  ]);
  const { name, email, state, version, division, groups = [], team } = user;
  return {
    takenAt: now().toISOString(),
    unfinishedReturn: false,
    inherited: false,
    user: {
      name,
      email,
      state,
      version,
      ...(division === undefined ? {} : { division }),
      ...(isSignedOut(user) ? { signedOut: true } : {}),
    },
    roles: [...roles],
    queues: [...queues],
    groups: groups.map((group) => (taken.has(group.id) ? { ...group, taken: true } : group)),
    lostGroups: [],
    station,
    skills: [...skills],
    languages: [...languages],
    ...(team === undefined ? {} : { team }),
    ...(utilization === undefined ? {} : { utilization: dropUndefined(utilization) }),
    ...(workforce === undefined ? {} : { workforce: dropUndefined(workforce) }),
    ...(verifiers === undefined ? {} : { verifiers: [...verifiers] }),
    unread: parts.unread,
  };
}

/** Either alone may be an expansion that Genesys did not answer (FACTS section 1.3). */
function isSignedOut({ presence, lastTokenIssued }: GenesysUser): boolean {
  return lastTokenIssued === undefined && presence?.definitionId === OFFLINE;
}

function dropUndefined<K extends string, V>(entry: Record<K, V | undefined>): { [P in K]?: V } {
  const kept: { [P in K]?: V } = {};
  for (const key in entry) {
    const value = entry[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
