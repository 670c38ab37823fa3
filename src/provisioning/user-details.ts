/** What a resource shows beyond the user itself: each is a call of its own, made only for an answer that has it. */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { isMissingPermission } from '../genesys/errors.ts';
import type { ListQuery, ScimContext, Wanted } from '../scim/backend.ts';
import type { Filter } from '../scim/filter/ast.ts';
import { attributesRead } from '../scim/filter/equalities.ts';
import type { Logger } from '../telemetry/logger.ts';
import { FOREIGN_IDS, type ForeignIds } from './foreign-ids.ts';
import { toCall } from './interactive-call.ts';
import { isActive, type KnownUser } from './scim-user.ts';
import { GENESYS_URN } from './urns.ts';

export interface DetailChoice {
  readonly roles: boolean;
  readonly foreignIds: boolean;
}

/** For an answer about one person. */
export function detailsOf(wanted: Wanted): DetailChoice {
  return { roles: wanted.has('roles'), foreignIds: wanted.has(FOREIGN_IDS) };
}

/** For a list, however short: only what the request asks for by name, since it costs a call for each person. */
export function detailsNamedBy(wanted: Wanted): DetailChoice {
  return { roles: wanted.names?.('roles') === true, foreignIds: wanted.names?.(FOREIGN_IDS) === true };
}

/** Roles and foreign ids cannot be looked for in Genesys: each person would cost a call. */
export function refuseCostlyLook(filter: Filter | undefined, sort: ListQuery['sort']): void {
  const read = new Set(filter === undefined ? [] : attributesRead(filter));
  if (sort !== undefined) read.add(sort.by.extension ?? sort.by.attribute);
  if (!read.has('roles') && !read.has(GENESYS_URN)) return;
  throw new BridgeError(
    "roles and the Genesys extension cannot be searched or sorted by; filter by userName, externalId, emails.value or id with 'eq' beside them",
    { code: 'list.too-many', status: 400, scimType: 'tooMany' },
  );
}

interface DetailDependencies {
  readonly genesys: Genesys;
  readonly foreignIds: ForeignIds;
  readonly log: Logger;
}

export class UserDetails {
  readonly #genesys: Genesys;
  readonly #foreignIds: ForeignIds;
  readonly #log: Logger;

  constructor({ genesys, foreignIds, log }: DetailDependencies) {
    this.#genesys = genesys;
    this.#foreignIds = foreignIds;
    this.#log = log;
  }

  /** Adds what is chosen and not known yet. Roles of somebody who is away are not read: SCIM shows what was sent. */
  async add(known: KnownUser, choice: DetailChoice, context: ScimContext): Promise<KnownUser> {
    const { id } = known.user;
    const call = toCall(context);
    const needsRoles = choice.roles && known.grants === undefined && isActive(known);
    const needsIds = choice.foreignIds && known.foreignIds === undefined;
    if (!needsRoles && !needsIds) return known;
    return {
      ...known,
      grants: needsRoles ? await this.#readGrants(id, call) : known.grants,
      foreignIds: needsIds
        ? await this.#foreignIds.read(id, context.client.authority, call)
        : known.foreignIds,
    };
  }

  /** A leaver's request begins with a read: it must not fail for a permission that only roles need. */
  async #readGrants(userId: string, call: CallOptions): Promise<KnownUser['grants']> {
    try {
      return await this.#genesys.grants.direct(userId, call);
    } catch (error) {
      if (!isMissingPermission(error)) throw error;
      this.#log.warn('roles are left out of an answer', { userId, reason: error.message });
      return undefined;
    }
  }
}
