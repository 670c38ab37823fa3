/** POST of a group. A repeat of one that was begun and not answered goes on with it. */

import type { GroupsPolicy } from '../../config/policy-groups.ts';
import { isVersionConflict } from '../../genesys/errors.ts';
import type { GenesysGroup } from '../../genesys/models.ts';
import type { ScimContext } from '../../scim/backend.ts';
import { saveGroupExternalId, saveKeptGroup } from '../../store/kept-groups.ts';
import { toKey } from '../../store/kept-users.ts';
import type { CreationKey, OpenCreation } from '../../store/open-creations.ts';
import { recordAction } from '../audited-action.ts';
import type { BegunCreations } from '../begun-creations.ts';
import { toCall } from '../interactive-call.ts';
import type { Turns } from '../turns.ts';
import type { FilledGroup, GroupChange, GroupDependencies } from './group-change.ts';
import { groupNotFound, type KnownGroup } from './group-directory.ts';
import { groupConflictOf, refuseTakenExternalId } from './group-names.ts';
import type { DesiredGroup } from './scim-group.ts';

export interface GroupCreationDependencies extends GroupDependencies {
  readonly turns: Turns;
  readonly creations: BegunCreations;
  readonly change: GroupChange;
  readonly policy: GroupsPolicy;
}

export class GroupCreation {
  readonly #dependencies: GroupCreationDependencies;

  constructor(dependencies: GroupCreationDependencies) {
    this.#dependencies = dependencies;
  }

  /** Two creations of one displayName or externalId at once take turns, so that the second finds the first. */
  create(desired: DesiredGroup, context: ScimContext): Promise<FilledGroup> {
    const { authority } = context.client;
    const keys = [`group displayName ${toKey(desired.displayName)}`];
    if (desired.externalId !== undefined) keys.push(`group externalId ${authority} ${desired.externalId}`);
    return this.#dependencies.turns.run(keys, context, () => this.#createInTurn(desired, context));
  }

  async #createInTurn(desired: DesiredGroup, context: ScimContext): Promise<FilledGroup> {
    const { creations, directory, members, change } = this.#dependencies;
    const { authority, name: clientName } = context.client;
    const call = toCall(context);
    const key: CreationKey = { clientName, type: 'Group', name: desired.displayName };
    const begun = await creations.find(key, desired.externalId);
    const [holder] = await directory.findByName(desired.displayName, authority, call);
    if (holder !== undefined && !isResult(begun, holder)) {
      throw groupConflictOf(`displayName '${desired.displayName}'`, holder.group.id);
    }
    await refuseTakenExternalId(directory, desired.externalId, holder?.group.id, authority, call);
    if (holder !== undefined) {
      await this.#keep(holder.group, desired, context);
      const present = await members.read(holder.group, context);
      const filled = await change.apply({ known: holder, members: present }, desired, context);
      await creations.end(key, context);
      return filled;
    }
    const people = await members.require(desired.memberIds ?? [], context);
    const group = await this.#createInGenesys(desired, begun, key, context);
    members.noteCreated(group.id);
    await this.#keep(group, desired, context);
    const [known] = await directory.recognise([group], authority);
    if (known === undefined) throw groupNotFound(group.id);
    const filled = await change.apply({ known, members: new Map() }, desired, context, people);
    await creations.end(key, context);
    return filled;
  }

  async #createInGenesys(
    { displayName, externalId }: DesiredGroup,
    begun: OpenCreation | undefined,
    key: CreationKey,
    context: ScimContext,
  ): Promise<GenesysGroup> {
    const { creations, genesys, policy } = this.#dependencies;
    const wanted = { ...policy, name: displayName, rulesVisible: true, includeOwners: false };
    try {
      return await creations.create(key, externalId, begun, () =>
        genesys.groups.create(wanted, toCall(context)),
      );
    } catch (error) {
      if (isVersionConflict(error)) throw groupConflictOf(`displayName '${displayName}'`, undefined);
      throw error;
    }
  }

  async #keep(
    group: GenesysGroup,
    { displayName, externalId }: DesiredGroup,
    context: ScimContext,
  ): Promise<void> {
    const { store, now } = this.#dependencies;
    const at = now();
    await store.db.transaction().execute(async (transaction) => {
      const { authority, name: clientName } = context.client;
      const kept = { groupId: group.id, name: displayName, clientName, created: true };
      await saveKeptGroup(transaction, kept, at);
      await saveGroupExternalId(transaction, { authority, externalId, groupId: group.id });
      await recordAction(transaction, context, {
        at,
        action: 'group.created',
        subject: group.id,
        detail: { displayName },
      });
    });
  }
}

/** What a creation led to, or may have led to when Genesys' answer got lost. */
function isResult(begun: OpenCreation | undefined, { group }: KnownGroup): boolean {
  return begun !== undefined && (begun.resourceId === undefined || begun.resourceId === group.id);
}
