/**
 * Names of the organisation's roles, skills, languages and divisions. Each catalogue is read whole, since that is
 * one call for any number of names, kept for a short time, and read again when it lacks a name.
 */

import type { CallOptions } from '../../genesys/call-options.ts';
import { isSameName } from '../../genesys/same-name.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
  /** Only what is `active`, or has no state, can be assigned. */
  readonly state?: string;
}

interface Edition {
  readonly entries: Promise<readonly Named[]>;
  readonly readAt: number;
}

const FRESH_MS = 5 * 60_000;
/** A name that is not there is not looked for again and again. */
const MISS_MS = 2_000;

export interface NameCatalogueOptions {
  readonly read: (call: CallOptions) => Promise<readonly Named[]>;
  readonly now: () => Date;
}

export class NameCatalogue {
  readonly #read: NameCatalogueOptions['read'];
  readonly #now: () => Date;
  #edition: Edition | undefined;

  constructor({ read, now }: NameCatalogueOptions) {
    this.#read = read;
    this.#now = now;
  }

  /** The entry of each name, undefined for one that is unknown; the exact spelling goes before the case. */
  async find(names: readonly string[], call: CallOptions): Promise<readonly (Named | undefined)[]> {
    if (names.length === 0) return [];
    const found = await this.#findIn(await this.#open(FRESH_MS, call), names);
    if (!found.includes(undefined)) return found;
    return await this.#findIn(await this.#open(MISS_MS, call), names);
  }

  /** To be called when Genesys does not know an entry any more. */
  forget(): void {
    this.#edition = undefined;
  }

  async #findIn(edition: Edition, names: readonly string[]): Promise<readonly (Named | undefined)[]> {
    const entries = (await edition.entries).filter(({ state = 'active' }) => state === 'active');
    return names.map(
      (name) =>
        entries.find((entry) => entry.name === name) ?? entries.find((entry) => isSameName(entry.name, name)),
    );
  }

  async #open(maxAgeMs: number, call: CallOptions): Promise<Edition> {
    const readAt = this.#now().getTime();
    const known = this.#edition;
    if (known !== undefined && readAt - known.readAt < maxAgeMs) return known;
    // Others wait for it too: it does not end with the request that began it.
    const edition = { entries: this.#read({ priority: call.priority }), readAt };
    this.#edition = edition;
    try {
      await edition.entries;
    } catch (error) {
      if (this.#edition === edition) this.forget();
      throw error;
    }
    return edition;
  }
}
