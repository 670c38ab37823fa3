/**
 * `externalIds` of the Genesys extension: identifiers of systems that are no SCIM client of the bridge. The
 * authority of each client has its externalId instead, and Genesys' own SCIM has a prefix of its own.
 */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { GenesysError } from '../genesys/errors.ts';
import type { ExternalId } from '../genesys/models.ts';
import type { JsonObject } from '../scim/backend.ts';
import { listAuthorities } from '../store/clients.ts';
import type { Store } from '../store/open.ts';
import { readObject, readObjects, readText } from './attribute-values.ts';
import { GENESYS_URN } from './urns.ts';

/** Immutable, of Genesys' own SCIM (FACTS section 2). */
const GENESYS_SCIM = 'x-pc:scimv2:v1';
/** Genesys' limit for each user. */
const MOST = 100;

/** As `Change.touches` and `Wanted.has` name it. */
export const FOREIGN_IDS = `${GENESYS_URN}:externalIds`;

export interface ForeignIdChanges {
  readonly added: readonly ExternalId[];
  readonly removed: readonly ExternalId[];
  /** What the person has afterwards. */
  readonly after: readonly ExternalId[];
}

function refuse(message: string): BridgeError {
  return new BridgeError(message, { code: 'user.bad-external-id', status: 400, scimType: 'invalidValue' });
}

function isSame(one: ExternalId, other: ExternalId): boolean {
  return one.authority === other.authority && one.key === other.key;
}

export class ForeignIds {
  readonly #store: Store;
  readonly #genesys: Genesys;

  constructor({ store, genesys }: { readonly store: Store; readonly genesys: Genesys }) {
    this.#store = store;
    this.#genesys = genesys;
  }

  /** `authority` is that of the client that asks. */
  async read(userId: string, authority: string, call: CallOptions): Promise<ExternalId[]> {
    const all = await this.#genesys.externalIds.list(userId, call);
    const own = await this.#listClients(authority);
    return all.filter((id) => !own.has(id.authority) && !id.authority.startsWith(GENESYS_SCIM));
  }

  /** What to write; throws a 400 that names an authority that is not for this attribute. */
  async plan(
    attributes: JsonObject,
    held: readonly ExternalId[],
    clientAuthority: string,
  ): Promise<ForeignIdChanges> {
    const wanted = readObjects(readObject(attributes, GENESYS_URN), 'externalIds').map((item): ExternalId => {
      const [authority, key] = [readText(item, 'authority'), readText(item, 'value')];
      if (authority === undefined || key === undefined) {
        throw refuse('every one of the externalIds needs an authority and a value');
      }
      return { authority, key };
    });
    if (wanted.length > MOST) throw refuse(`Genesys Cloud takes at most ${MOST} externalIds`);
    const own = await this.#listClients(clientAuthority);
    for (const { authority } of wanted) {
      if (authority.startsWith(GENESYS_SCIM)) {
        throw refuse(`the authority '${authority}' belongs to Genesys Cloud's own SCIM; leave it out`);
      }
      if (own.has(authority)) {
        throw refuse(
          `the authority '${authority}' belongs to a SCIM client; that client sends it as externalId`,
        );
      }
    }
    return {
      added: wanted.filter((id) => !held.some((other) => isSame(id, other))),
      removed: held.filter((id) => !wanted.some((other) => isSame(id, other))),
      after: wanted,
    };
  }

  async #listClients(authority: string): Promise<ReadonlySet<string>> {
    return new Set([authority, ...(await listAuthorities(this.#store.db))]);
  }

  async write(userId: string, { added, removed }: ForeignIdChanges, call: CallOptions): Promise<void> {
    for (const id of removed) await this.#genesys.externalIds.remove(userId, id, call);
    for (const id of added) await this.#add(userId, id, call);
  }

  async #add(userId: string, id: ExternalId, call: CallOptions): Promise<void> {
    try {
      await this.#genesys.externalIds.add(userId, id, call);
    } catch (error) {
      if (!(error instanceof GenesysError) || error.genesysStatus !== 409) throw error;
      const holder = await this.#genesys.externalIds.findUser(id.authority, id.key, {}, call);
      if (holder?.id === userId) return;
      throw new BridgeError(
        `externalId '${id.key}' of '${id.authority}' is already in use by user ${holder?.id ?? 'unknown'}`,
        { code: 'user.conflict', status: 409, scimType: 'uniqueness' },
      );
    }
  }
}
