/**
 * What POSTs have begun and not answered. A creation that may have happened without anybody knowing its id is gone
 * on with when the same client asks for the same again; one that was answered is a duplicate then.
 */

import { BridgeError } from '../errors.ts';
import { GenesysError } from '../genesys/errors.ts';
import type { ScimContext } from '../scim/backend.ts';
import type { Store } from '../store/open.ts';
import {
  type CreationKey,
  endOpenCreation,
  findOpenCreation,
  forgetOpenCreations,
  type OpenCreation,
  saveOpenCreation,
} from '../store/open-creations.ts';

/** Later, what an unanswered creation left behind is anybody's. */
const RESUME_WITHIN_MS = 24 * 3_600_000;

export class BegunCreations {
  readonly #store: Store;
  readonly #now: () => Date;

  constructor(store: Store, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  /** Undefined also when the earlier POST was for another externalId: that is another person then. */
  async find(key: CreationKey, externalId: string | undefined): Promise<OpenCreation | undefined> {
    const begun = await findOpenCreation(this.#store.db, key);
    if (begun === undefined || begun.externalId !== externalId) return undefined;
    return this.#now().getTime() - begun.startedAt.getTime() < RESUME_WITHIN_MS ? begun : undefined;
  }

  /** Creates in Genesys, and leaves nothing behind when Genesys has refused for certain. */
  async create<T extends { readonly id: string }>(
    key: CreationKey,
    externalId: string | undefined,
    begun: OpenCreation | undefined,
    create: () => Promise<T>,
  ): Promise<T> {
    const { db } = this.#store;
    const startedAt = begun?.startedAt ?? this.#now();
    await forgetOpenCreations(db, new Date(this.#now().getTime() - RESUME_WITHIN_MS));
    await saveOpenCreation(db, key, { externalId, resourceId: undefined, startedAt });
    const created = await create().catch(async (error: unknown) => {
      if (isTaken(error) && begun !== undefined) throw notFoundYet(key, error);
      if (isTaken(error) || isRefusal(error)) await endOpenCreation(db, key);
      throw error;
    });
    await saveOpenCreation(db, key, { externalId, resourceId: created.id, startedAt });
    return created;
  }

  /** The id is known from the start: a repeat goes on with the return where it stopped. */
  async noteRevival(key: CreationKey, externalId: string | undefined, resourceId: string): Promise<void> {
    await saveOpenCreation(this.#store.db, key, { externalId, resourceId, startedAt: this.#now() });
  }

  /** Whoever waited until the deadline, or went away, has no answer and asks again. */
  async end(key: CreationKey, { signal }: ScimContext): Promise<void> {
    if (!signal.aborted) await endOpenCreation(this.#store.db, key);
  }
}

function isTaken(error: unknown): boolean {
  if (error instanceof GenesysError) return error.genesysStatus === 409;
  return error instanceof BridgeError && error.status === 409;
}

/** Genesys has understood and declined; after a time-out it may have acted all the same. */
function isRefusal(error: unknown): boolean {
  const status = error instanceof GenesysError ? error.genesysStatus : undefined;
  return status !== undefined && status < 500 && status !== 408;
}

/** The name is taken by what the earlier request has created: its id can only be learned by searching. */
function notFoundYet({ type, name }: CreationKey, cause: unknown): BridgeError {
  return new BridgeError(
    `${type} '${name}' has been created, but Genesys Cloud's search does not show it yet; retry`,
    { code: 'creation.not-searchable-yet', status: 503, retryAfterSeconds: 10, expose: true, cause },
  );
}
