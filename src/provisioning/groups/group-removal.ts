/** DELETE of a group. Genesys answers 200 and may fail afterwards (FACTS section 7), so the wish is kept. */

import type { ScimContext } from '../../scim/backend.ts';
import { forgetGroup, markGroupRemoved, saveKeptGroup } from '../../store/kept-groups.ts';
import { recordAction } from '../audited-action.ts';
import { toCall } from '../interactive-call.ts';
import type { GroupDependencies } from './group-change.ts';
import { refuseForeignGroup } from './group-names.ts';

export class GroupRemoval {
  readonly #dependencies: GroupDependencies;

  constructor(dependencies: GroupDependencies) {
    this.#dependencies = dependencies;
  }

  /** From the mark on the group is gone for SCIM; the settling deletes it until Genesys has done so. */
  async remove(id: string, context: ScimContext): Promise<void> {
    const { store, genesys, directory, members, now } = this.#dependencies;
    const { client } = context;
    const call = toCall(context);
    const known = await directory.get(id, client.authority, call);
    const { group } = known;
    refuseForeignGroup(known, client);
    await members.refuseDynamic(group, call);
    const at = now();
    const kept = { groupId: group.id, name: group.name, clientName: client.name };
    await saveKeptGroup(store.db, kept, at);
    await markGroupRemoved(store.db, group.id, at);
    try {
      await genesys.groups.remove(group.id, call);
    } catch (error) {
      await markGroupRemoved(store.db, group.id, undefined);
      throw error;
    }
    await recordAction(store.db, context, {
      at,
      action: 'group.deleted',
      subject: group.id,
      detail: { displayName: group.name, rolesEnabled: group.rolesEnabled ?? false },
    });
    const left = await genesys.groups.find(group.id, call).catch(() => group);
    if (left === undefined || left.state === 'deleted') await forgetGroup(store.db, group.id);
  }
}
