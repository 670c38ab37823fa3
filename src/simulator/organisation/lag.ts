interface Change<T> {
  readonly at: number;
  readonly before: T;
}

/**
 * What readers that are behind still see of things that have changed lately (FACTS 1.3, 6: search and grants are
 * eventually consistent). `T` is a thing as it was, undefined for one that did not exist.
 */
export class Lag<T> {
  readonly #changes = new Map<string, Change<T>[]>();

  /** To be told of each change as it is made. */
  note(id: string, before: T, at: number, lagMs: number): void {
    if (lagMs === 0) return;
    const unsettled = (this.#changes.get(id) ?? []).filter((change) => at < change.at + lagMs);
    this.#changes.set(id, [...unsettled, { at, before }]);
  }

  /** The thing as a reader `lagMs` behind sees it, or undefined when it sees the thing as it is. */
  before(id: string, now: number, lagMs: number): { readonly value: T } | undefined {
    const unseen = this.#changes.get(id)?.find((change) => now < change.at + lagMs);
    return unseen && { value: unseen.before };
  }

  /** Ids of things that a reader may see otherwise than they are; forgets those that have settled. */
  unsettled(now: number, lagMs: number): string[] {
    for (const [id, changes] of this.#changes) {
      if (changes.every((change) => now >= change.at + lagMs)) this.#changes.delete(id);
    }
    return [...this.#changes.keys()];
  }
}
