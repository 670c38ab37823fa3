/** PUT and PATCH of a group: everything that can be refused is refused before the first write. */

import type { Genesys } from '../../genesys/client.ts';
import { isNotFound, isVersionConflict } from '../../genesys/errors.ts';
import type { EntityRef, GenesysGroup } from '../../genesys/models.ts';
import type { ScimContext } from '../../scim/backend.ts';
import { saveGroupExternalId, saveKeptGroup } from '../../store/kept-groups.ts';
import { toKey } from '../../store/kept-users.ts';
import type { Store } from '../../store/open.ts';
import { recordAction } from '../audited-action.ts';
import { toCall } from '../interactive-call.ts';
import { type GroupDirectory, groupNotFound, type KnownGroup } from './group-directory.ts';
import type { GroupMembers, MemberChange, Members } from './group-members.ts';
import {
  groupConflictOf,
  refuseForeignGroup,
  refuseTakenExternalId,
  refuseTakenName,
} from './group-names.ts';
import type { DesiredGroup } from './scim-group.ts';

/** A group and who is in it; members that were not read are undefined. */
export interface FilledGroup {
  readonly known: KnownGroup;
  readonly members: Members | undefined;
}

export interface GroupDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly directory: GroupDirectory;
  readonly members: GroupMembers;
  readonly now: () => Date;
}

export class GroupChange {
  readonly #dependencies: GroupDependencies;

  constructor(dependencies: GroupDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Answers what was accepted: Genesys may show it a little later. `checked` are the people who join, when the
   * caller has made sure of them already.
   */
  async apply(
    current: FilledGroup,
    desired: DesiredGroup,
    context: ScimContext,
    checked?: readonly EntityRef[],
  ): Promise<FilledGroup> {
    const { directory, members } = this.#dependencies;
    const { known } = current;
    const { authority } = context.client;
    const call = toCall(context);
    const { joining, leaving } = compareMembers(current.members, desired.memberIds);
    const renamed = desired.displayName !== known.group.name;
    const relabelled = desired.externalId !== known.externalId;
    const moved = joining.length > 0 || leaving.length > 0;
    if (!renamed && !relabelled && !moved) return current;

    if (renamed) refuseForeignGroup(known, context.client);
    if (renamed || moved) await members.refuseDynamic(known.group, call);
    if (renamed && toKey(desired.displayName) !== toKey(known.group.name)) {
      await refuseTakenName(directory, desired.displayName, known.group.id, authority, call);
    }
    if (relabelled) {
      await refuseTakenExternalId(directory, desired.externalId, known.group.id, authority, call);
    }
    const joined = checked ?? (await members.require(joining, context));

    const group = renamed ? await this.#rename(known.group, desired.displayName, context) : known.group;
    if (renamed || relabelled) await this.#keep(group, desired, renamed, context);
    await members.write(group, { joining, leaving }, context);
    const written = moved ? await this.#readAgain(group.id, context) : group;
    const [after] = await directory.recognise([written], authority);
    if (after === undefined) throw groupNotFound(group.id);
    return { known: after, members: current.members && withChange(current.members, joined, leaving) };
  }

  async #rename(group: GenesysGroup, name: string, context: ScimContext): Promise<GenesysGroup> {
    try {
      return await this.#dependencies.genesys.groups.update(group, { name }, toCall(context));
    } catch (error) {
      if (isNotFound(error)) throw groupNotFound(group.id);
      // Not the version: that has been read again by now.
      if (isVersionConflict(error)) throw groupConflictOf(`displayName '${name}'`, undefined);
      throw error;
    }
  }

  async #keep(
    group: GenesysGroup,
    { displayName, externalId }: DesiredGroup,
    renamed: boolean,
    context: ScimContext,
  ): Promise<void> {
    const { store, now } = this.#dependencies;
    const at = now();
    const { authority, name: clientName } = context.client;
    await store.db.transaction().execute(async (transaction) => {
      await saveKeptGroup(transaction, { groupId: group.id, name: displayName, clientName }, at);
      await saveGroupExternalId(transaction, { authority, externalId, groupId: group.id });
      await recordAction(transaction, context, {
        at,
        action: 'group.updated',
        subject: group.id,
        detail: { attributes: renamed ? ['displayName'] : ['externalId'] },
      });
    });
  }

  /** For the version that the members' change gave the group. */
  async #readAgain(groupId: string, context: ScimContext): Promise<GenesysGroup> {
    const group = await this.#dependencies.genesys.groups.find(groupId, toCall(context));
    if (group === undefined) throw groupNotFound(groupId);
    return group;
  }
}

/** Nothing changes where nothing is said, or nothing was read because nothing is said. */
function compareMembers(
  present: Members | undefined,
  wantedIds: readonly string[] | undefined,
): MemberChange {
  if (present === undefined || wantedIds === undefined) return { joining: [], leaving: [] };
  const wanted = new Set(wantedIds);
  return {
    joining: wantedIds.filter((id) => !present.has(id)),
    leaving: [...present.values()].filter(({ id }) => !wanted.has(id)),
  };
}

function withChange(before: Members, joined: readonly EntityRef[], leaving: readonly EntityRef[]): Members {
  const after = new Map(before);
  for (const user of joined) after.set(user.id, user);
  for (const { id } of leaving) after.delete(id);
  return after;
}
