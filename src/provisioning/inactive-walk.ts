/** Inactive people beyond the 10,000 that Genesys lists by page number (FACTS section 1.3): page by page, by cursor. */

import type { CallOptions } from '../genesys/call-options.ts';
import { GenesysError } from '../genesys/errors.ts';
import type { GenesysUser } from '../genesys/models.ts';
import type { UserCursorPage } from '../genesys/users.ts';

/** Reads the page that a cursor leads to; the first one without. */
type ReadPage = (cursor: string | undefined, call: CallOptions) => Promise<UserCursorPage>;

/** Where a page begins; the first one needs no cursor, and beyond the last there is none. */
type Start = { readonly cursor: string | undefined } | 'beyond';

const FIRST: Start = { cursor: undefined };

export class InactiveWalk {
  readonly #readPage: ReadPage;
  /** Start of each page reached so far; cursors are small, pages are not held. */
  #starts: Start[] = [FIRST];

  constructor(readPage: ReadPage) {
    this.#readPage = readPage;
  }

  /** Page `number` from 1, by way of the pages before it as far as they were not walked yet; empty beyond the last. */
  async read(number: number, call: CallOptions): Promise<readonly GenesysUser[]> {
    if (number === 1) this.#starts = [FIRST];
    const known = this.#starts.length;
    try {
      return await this.#walkTo(number, call);
    } catch (error) {
      // A cursor does not live for ever: the walk begins anew, once.
      const isExpired = error instanceof GenesysError && error.genesysStatus === 400;
      if (!isExpired || known === 1) throw error;
      this.#starts = [FIRST];
      return await this.#walkTo(number, call);
    }
  }

  async #walkTo(number: number, call: CallOptions): Promise<readonly GenesysUser[]> {
    const starts = this.#starts;
    for (let page = Math.min(number, starts.length); ; page += 1) {
      const start = starts[page - 1] ?? 'beyond';
      if (start === 'beyond') return [];
      const { users, cursor } = await this.#readPage(start.cursor, call);
      starts[page] = cursor === undefined ? 'beyond' : { cursor };
      if (page === number) return users;
    }
  }
}
