/** Compares what the OAuth client may do, and in which divisions, with what the policy needs. */

import type { EntityRef } from '../../genesys/models.ts';
import type { OwnGrant } from '../../genesys/own-access.ts';
import type { Finding } from './finding.ts';
import type { NeededPermission } from './needed-permissions.ts';

export interface HeldAccess {
  readonly grants: readonly OwnGrant[];
  readonly divisions: readonly EntityRef[];
  /** Permissions that hold everywhere once they are held anywhere. */
  readonly divisionless: ReadonlySet<string>;
}

function covers(held: string, name: string): boolean {
  const [parts, asked] = [held.split(':'), name.split(':')];
  return asked.every((part, index) => parts[index] === '*' || parts[index] === part);
}

/** The permission, or all that together stand for it. */
function suffices({ name, alternatives }: NeededPermission, permissions: readonly string[]): boolean {
  return [[name], ...alternatives].some((together) =>
    together.every((each) => permissions.some((permission) => covers(permission, each))),
  );
}

/** Divisions without the permission; `undefined` when it is held nowhere. */
function findGaps(need: NeededPermission, held: HeldAccess): readonly EntityRef[] | undefined {
  const inDivision = (id: string): string[] =>
    held.grants
      .filter(({ divisionId }) => divisionId === id || divisionId === '*')
      .flatMap(({ permissions }) => permissions);
  const anywhere = held.grants.flatMap(({ permissions }) => permissions);
  if (!suffices(need, anywhere)) return undefined;
  if (held.divisionless.has(need.name) || suffices(need, inDivision('*'))) return [];
  const gaps = held.divisions.filter(({ id }) => !suffices(need, inDivision(id)));
  // Permissions that stand for it together may be held apart.
  return gaps.length > 0 && gaps.length === held.divisions.length ? undefined : gaps;
}

function nameOf({ id, name }: EntityRef): string {
  return name === undefined ? id : `'${name}'`;
}

function describeGap(
  { name, alternatives, purposes, required }: NeededPermission,
  gaps: readonly EntityRef[] | undefined,
  client: string,
): Finding {
  const others =
    alternatives.length === 0
      ? ''
      : ` (or ${alternatives.map((together) => together.join(' with ')).join(' or ')})`;
  const where =
    gaps === undefined
      ? 'in every division'
      : `in the division${gaps.length === 1 ? '' : 's'} ${gaps.map(nameOf).join(', ')}`;
  const cure = `add it to a role of the OAuth client ${client} in Genesys Cloud`;
  return {
    check: 'permission',
    severity: !required ? 'note' : gaps === undefined ? 'failure' : 'warning',
    finding: `${name} is missing ${where}`,
    cause: `needed for: ${purposes.join(', ')}`,
    cure:
      gaps === undefined
        ? `${cure}${others}, in every division that people, queues and stations are in`
        : `${cure}${others} there too, if people, queues or stations of the bridge are in it`,
  };
}

/** One finding for what is held, and one for each permission that is not. */
export function comparePermissions(
  needed: readonly NeededPermission[],
  held: HeldAccess,
  client: string,
): Finding[] {
  const missing = needed.flatMap((need) => {
    const gaps = findGaps(need, held);
    return gaps?.length === 0 ? [] : [describeGap(need, gaps, client)];
  });
  const required = needed.filter((need) => need.required);
  const lacking = missing.filter(({ severity }) => severity !== 'note').length;
  const summary = `${required.length - lacking} of ${required.length} permissions that policy needs are held in all of ${held.divisions.length} divisions`;
  return [{ check: 'permissions', severity: 'ok', finding: summary }, ...missing];
}
