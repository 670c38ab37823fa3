/**
 * Whom a client may see: everybody, or with `scope: own` only the people whom it created or adopted. What belongs to
 * whom is noted for every client, so that the setting can be changed at any time.
 */

import type { ScimClient, ScimContext } from '../scim/backend.ts';
import { adoptUser, findOwnAmong, findOwners, releaseUser } from '../store/client-users.ts';
import type { Store } from '../store/open.ts';
import type { KnownUser } from './scim-user.ts';
import { isRemoved } from './user-directory.ts';
import { conflictOf } from './user-writer.ts';

export function seesOnlyOwn({ settings }: ScimClient): boolean {
  return settings.scope === 'own';
}

export class Ownership {
  readonly #store: Store;
  readonly #now: () => Date;

  constructor(store: Store, now: () => Date = () => new Date()) {
    this.#store = store;
    this.#now = now;
  }

  /** Those of the people whom the client may see. */
  async findVisible(userIds: readonly string[], client: ScimClient): Promise<ReadonlySet<string>> {
    if (!seesOnlyOwn(client)) return new Set(userIds);
    return await findOwnAmong(this.#store.db, client.name, userIds);
  }

  async isVisible(userId: string, client: ScimClient): Promise<boolean> {
    return (await this.findVisible([userId], client)).has(userId);
  }

  /** After a write for the person has succeeded. */
  async adopt(userId: string, { client }: ScimContext): Promise<void> {
    await adoptUser(this.#store.db, client.name, userId, this.#now());
  }

  /** After a SCIM DELETE: whoever brings the person back has them then. */
  async release(userId: string): Promise<void> {
    await releaseUser(this.#store.db, userId);
  }

  /** A client that sees its own people only must not bring back those of another one: 409. */
  async refuseForeign(holder: KnownUser, what: string, { client }: ScimContext): Promise<void> {
    if (!seesOnlyOwn(client) || isRemoved(holder) || holder.user.state === 'deleted') return;
    const owners = await findOwners(this.#store.db, holder.user.id);
    if (owners.length > 0 && !owners.includes(client.name)) throw conflictOf(what, holder.user.id);
  }
}
