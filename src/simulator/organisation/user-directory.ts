import type { ExternalId, UserRecord, UserState } from './model.ts';

function externalKeyOf({ authorityName, externalKey }: ExternalId): string {
  return `${authorityName}\u0000${externalKey}`;
}

/** All users of the organisation, deleted ones too, with the indices that look-ups need. */
export class UserDirectory {
  readonly #all: UserRecord[] = [];
  readonly #byId = new Map<string, UserRecord>();
  readonly #byEmail = new Map<string, UserRecord>();
  readonly #byExternalId = new Map<string, UserRecord>();

  get size(): number {
    return this.#all.length;
  }

  /** In the order of creation. */
  all(): readonly UserRecord[] {
    return this.#all;
  }

  get(id: string): UserRecord | undefined {
    return this.#byId.get(id);
  }

  findByEmail(email: string): UserRecord | undefined {
    return this.#byEmail.get(email.toLowerCase());
  }

  /** FACTS 2: case sensitive. */
  findByExternalId(id: ExternalId): UserRecord | undefined {
    return this.#byExternalId.get(externalKeyOf(id));
  }

  add(user: UserRecord): void {
    this.#all.push(user);
    this.#byId.set(user.id, user);
    this.#byEmail.set(user.email.toLowerCase(), user);
    for (const id of user.externalIds) this.#byExternalId.set(externalKeyOf(id), user);
  }

  changeEmail(user: UserRecord, email: string): void {
    this.#byEmail.delete(user.email.toLowerCase());
    user.email = email;
    this.#byEmail.set(email.toLowerCase(), user);
  }

  addExternalId(user: UserRecord, id: ExternalId): void {
    user.externalIds = [...user.externalIds, id];
    this.#byExternalId.set(externalKeyOf(id), user);
  }

  removeExternalId(user: UserRecord, id: ExternalId): void {
    const key = externalKeyOf(id);
    user.externalIds = user.externalIds.filter((held) => externalKeyOf(held) !== key);
    this.#byExternalId.delete(key);
  }

  /** The first users in these states after the ordinal, or before it when descending. */
  after(
    states: readonly UserState[],
    range: { ordinal: number | undefined; size: number; descending: boolean },
  ): UserRecord[] {
    const { size, descending } = range;
    const step = descending ? -1 : 1;
    const users: UserRecord[] = [];
    let place = this.#placeAfter(range.ordinal, descending);
    for (let user = this.#all[place]; user !== undefined && users.length < size; user = this.#all[place]) {
      if (states.includes(user.state)) users.push(user);
      place += step;
    }
    return users;
  }

  #placeAfter(ordinal: number | undefined, descending: boolean): number {
    if (ordinal === undefined) return descending ? this.#all.length - 1 : 0;
    const first = this.#firstFrom(descending ? ordinal : ordinal + 1);
    return descending ? first - 1 : first;
  }

  /** Place of the first user with this ordinal or a later one. */
  #firstFrom(ordinal: number): number {
    let [low, high] = [0, this.#all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#all[middle]?.ordinal ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** One page of the users in these states, with the number of all of them. */
  page(
    states: readonly UserState[],
    range: { start: number; size: number; descending: boolean },
  ): { users: UserRecord[]; total: number } {
    const users: UserRecord[] = [];
    const end = this.#all.length;
    let total = 0;
    for (let step = 0; step < end; step += 1) {
      const user = this.#all[range.descending ? end - 1 - step : step];
      if (user === undefined || !states.includes(user.state)) continue;
      if (total >= range.start && users.length < range.size) users.push(user);
      total += 1;
    }
    return { users, total };
  }
}
