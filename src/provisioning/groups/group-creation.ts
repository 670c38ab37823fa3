/** POST of a group. A repeat of one that was begun and not answered goes on with it. */

import type { GroupsPolicy } from '../../config/policy-groups.ts';
import { BridgeError } from '../../errors.ts';
import { GenesysError } from '../../genesys/errors.ts';
import type { GenesysGroup } from '../../genesys/models.ts';
import type { ScimContext } from '../../scim/backend.ts';
import { recordAudit } from '../../store/audit.ts';
import { saveGroupExternalId, saveKeptGroup } from '../../store/kept-groups.ts';
import { toKey } from '../../store/kept-users.ts';
import {
  type CreationKey,
  endOpenCreation,
  findOpenCreation,
  type OpenCreation,
  saveOpenCreation,
} from '../../store/open-creations.ts';
import { toCall } from '../interactive-call.ts';
import type { Turns } from '../turns.ts';
import type { FilledGroup, GroupChange, GroupDependencies } from './group-change.ts';
import { groupNotFound, type KnownGroup } from './group-directory.ts';
import { groupConflictOf, refuseTakenExternalId } from './group-names.ts';
import type { DesiredGroup } from './scim-group.ts';

/** Later, a group of the name that an unanswered creation left behind is anybody's. */
const RESUME_WITHIN_MS = 24 * 3_600_000;

export interface GroupCreationDependencies extends GroupDependencies {
  readonly turns: Turns;
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
    const { directory, members, change } = this.#dependencies;
    const { authority, name: clientName } = context.client;
    const call = toCall(context);
    const key: CreationKey = { clientName, type: 'Group', name: desired.displayName };
    const begun = await this.#findBegun(key, desired);
    const [holder] = await directory.findByName(desired.displayName, authority, call);
    if (holder !== undefined && !isResult(begun, holder)) {
      throw groupConflictOf(`displayName '${desired.displayName}'`, holder.group.id);
    }
    await refuseTakenExternalId(directory, desired.externalId, holder?.group.id, authority, call);
    if (holder !== undefined) {
      await this.#keep(holder.group, desired, key, context);
      const present = await members.read(holder.group, call);
      const filled = await change.apply({ known: holder, members: present }, desired, context);
      return await this.#answer(filled, key, context);
    }
    const people = await members.require(desired.memberIds ?? [], call);
    const group = await this.#createInGenesys(desired, begun, key, context);
    members.noteCreated(group.id);
    await this.#keep(group, desired, key, context);
    const [known] = await directory.recognise([group], authority);
    if (known === undefined) throw groupNotFound(group.id);
    const filled = await change.apply({ known, members: new Map() }, desired, context, people);
    return await this.#answer(filled, key, context);
  }

  /** Whoever waited until the deadline, or went away, has no answer and asks again. */
  async #answer(filled: FilledGroup, key: CreationKey, { signal }: ScimContext): Promise<FilledGroup> {
    if (!signal.aborted) await endOpenCreation(this.#dependencies.store.db, key);
    return filled;
  }

  async #findBegun(key: CreationKey, { externalId }: DesiredGroup): Promise<OpenCreation | undefined> {
    const { store, now } = this.#dependencies;
    const begun = await findOpenCreation(store.db, key);
    if (begun === undefined || begun.externalId !== externalId) return undefined;
    return now().getTime() - begun.startedAt.getTime() < RESUME_WITHIN_MS ? begun : undefined;
  }

  async #createInGenesys(
    { displayName, externalId }: DesiredGroup,
    begun: OpenCreation | undefined,
    key: CreationKey,
    context: ScimContext,
  ): Promise<GenesysGroup> {
    const { store, genesys, policy, now } = this.#dependencies;
    await saveOpenCreation(store.db, key, {
      externalId,
      resourceId: undefined,
      startedAt: begun?.startedAt ?? now(),
    });
    try {
      return await genesys.groups.create(
        { ...policy, name: displayName, rulesVisible: true, includeOwners: false },
        toCall(context),
      );
    } catch (error) {
      const status = error instanceof GenesysError ? error.genesysStatus : undefined;
      if (status === 409 && begun !== undefined) throw notFoundYet(displayName, error);
      if (status !== undefined && status < 500) await endOpenCreation(store.db, key);
      throw status === 409 ? groupConflictOf(`displayName '${displayName}'`, undefined) : error;
    }
  }

  async #keep(
    group: GenesysGroup,
    { displayName, externalId }: DesiredGroup,
    key: CreationKey,
    { client, requestId }: ScimContext,
  ): Promise<void> {
    const { store, now } = this.#dependencies;
    const at = now();
    await store.db.transaction().execute(async (transaction) => {
      const { authority, name: clientName } = client;
      await saveKeptGroup(transaction, { groupId: group.id, name: displayName, clientName }, at);
      await saveGroupExternalId(transaction, { authority, externalId, groupId: group.id });
      await saveOpenCreation(transaction, key, { externalId, resourceId: group.id, startedAt: at });
      await recordAudit(transaction, {
        at,
        actor: clientName,
        action: 'group.created',
        subject: group.id,
        requestId,
        detail: { displayName },
      });
    });
  }
}

/** What a creation led to, or may have led to when Genesys' answer got lost. */
function isResult(begun: OpenCreation | undefined, { group }: KnownGroup): boolean {
  return begun !== undefined && (begun.resourceId === undefined || begun.resourceId === group.id);
}

function notFoundYet(displayName: string, cause: unknown): BridgeError {
  return new BridgeError(
    `Group '${displayName}' has been created, but Genesys Cloud's search does not show it yet; retry`,
    { code: 'group.not-searchable-yet', status: 503, retryAfterSeconds: 10, expose: true, cause },
  );
}
