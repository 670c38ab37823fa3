/** What a group has to itself: its displayName, and its externalId under each authority. */

import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { ScimClient } from '../../scim/backend.ts';
import { seesOnlyOwn } from '../ownership.ts';
import type { GroupDirectory, KnownGroup } from './group-directory.ts';

export function groupConflictOf(what: string, holderId: string | undefined): BridgeError {
  const holder = holderId === undefined ? 'another group' : `group ${holderId}`;
  return new BridgeError(`${what} is already in use by ${holder}`, {
    code: 'group.conflict',
    status: 409,
    scimType: 'uniqueness',
  });
}

/** Genesys' group names are unique regardless of case, so displayName is too. */
export async function refuseTakenName(
  directory: GroupDirectory,
  displayName: string,
  groupId: string,
  authority: string,
  call: CallOptions,
): Promise<void> {
  const holders = await directory.findByName(displayName, authority, call);
  const other = holders.find(({ group }) => group.id !== groupId);
  if (other !== undefined) throw groupConflictOf(`displayName '${displayName}'`, other.group.id);
}

export async function refuseTakenExternalId(
  directory: GroupDirectory,
  externalId: string | undefined,
  groupId: string | undefined,
  authority: string,
  call: CallOptions,
): Promise<void> {
  if (externalId === undefined) return;
  const holder = await directory.findByExternalId(externalId, authority, call);
  if (holder === undefined || holder.group.id === groupId) return;
  throw groupConflictOf(`externalId '${externalId}'`, holder.group.id);
}

/** A client that sees its own people only must not rename or delete what others rely on: 403. */
export function refuseForeignGroup({ group, kept }: KnownGroup, client: ScimClient): void {
  if (!seesOnlyOwn(client) || kept?.createdBy === client.name) return;
  throw new BridgeError(
    `Group '${group.name}' was not created by '${client.name}', whose policy says 'scope: own': its members may be ` +
      'changed, but not its name or existence',
    { code: 'group.foreign', status: 403 },
  );
}
