import type { UserRecord } from './model.ts';

/** Users in the order of creation, found by place or by ordinal without looking at each. */
export class OrderedUsers {
  readonly #users: UserRecord[] = [];

  get size(): number {
    return this.#users.length;
  }

  all(): readonly UserRecord[] {
    return this.#users;
  }

  add(user: UserRecord): void {
    this.#users.splice(this.#firstFrom(user.ordinal), 0, user);
  }

  remove(user: UserRecord): void {
    this.#users.splice(this.#firstFrom(user.ordinal), 1);
  }

  /** `size` users from the place on, counted from the end when descending. */
  page(range: { start: number; size: number; descending: boolean }): UserRecord[] {
    const { start, size, descending } = range;
    if (!descending) return this.#users.slice(start, start + size);
    const end = Math.max(0, this.#users.length - start);
    return this.#users.slice(Math.max(0, end - size), end).reverse();
  }

  /** The first users after the ordinal, or before it when descending; from the edge without one. */
  after(range: { ordinal: number | undefined; size: number; descending: boolean }): UserRecord[] {
    const { ordinal, size, descending } = range;
    if (ordinal === undefined) return this.page({ start: 0, size, descending });
    const place = this.#firstFrom(descending ? ordinal : ordinal + 1);
    const start = descending ? this.#users.length - place : place;
    return this.page({ start, size, descending });
  }

  /** Place of the first user with this ordinal or a later one. */
  #firstFrom(ordinal: number): number {
    const last = this.#users.at(-1);
    if (last === undefined || last.ordinal < ordinal) return this.#users.length;
    let [low, high] = [0, this.#users.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#users[middle]?.ordinal ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
