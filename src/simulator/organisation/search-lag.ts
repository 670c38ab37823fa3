import type { UserRecord } from './model.ts';

/** The part of a user that a search looks at. */
export interface SearchDocument {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: string;
  readonly username: string;
  readonly divisionId: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

interface Change {
  readonly at: number;
  /** What a search saw before; undefined for a user who did not exist. */
  readonly before: SearchDocument | undefined;
}

export function searchDocument(user: UserRecord): SearchDocument {
  const { id, name, email, state, username, divisionId, profile } = user;
  return { id, name, email, state, username, divisionId, profile };
}

/** What the search index knows of recently changed users: FACTS 1.3, search is eventually consistent. */
export class SearchLag {
  readonly #changes = new Map<string, Change[]>();

  /** To be told of each change as it is made; `before` is undefined when the user is new. */
  note(id: string, before: SearchDocument | undefined, at: number, lagMs: number): void {
    if (lagMs === 0) return;
    const unsettled = (this.#changes.get(id) ?? []).filter((change) => at < change.at + lagMs);
    this.#changes.set(id, [...unsettled, { at, before }]);
  }

  /** The user as a search `lagMs` behind sees it now, or undefined when it does not see it yet. */
  visible(user: UserRecord, now: number, lagMs: number): SearchDocument | undefined {
    const unseen = (this.#changes.get(user.id) ?? []).find((change) => now < change.at + lagMs);
    return unseen === undefined ? searchDocument(user) : unseen.before;
  }

  /** Ids of users whom a search may see otherwise than they are; forgets those that have settled. */
  unsettled(now: number, lagMs: number): string[] {
    for (const [id, changes] of this.#changes) {
      if (changes.every((change) => now >= change.at + lagMs)) this.#changes.delete(id);
    }
    return [...this.#changes.keys()];
  }
}
