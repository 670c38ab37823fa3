import type { ExternalId, UserRecord, UserState } from './model.ts';
import { OrderedUsers } from './ordered-users.ts';

function externalKeyOf({ authorityName, externalKey }: ExternalId): string {
  return `${authorityName}\u0000${externalKey}`;
}

/** All users of the organisation, deleted ones too, with the indices that look-ups need. */
export class UserDirectory {
  readonly #all = new OrderedUsers();
  readonly #byState: Readonly<Record<UserState, OrderedUsers>> = {
    active: new OrderedUsers(),
    inactive: new OrderedUsers(),
    deleted: new OrderedUsers(),
  };
  readonly #byId = new Map<string, UserRecord>();
  readonly #byEmail = new Map<string, UserRecord>();
  readonly #byExternalId = new Map<string, UserRecord>();

  /** In the order of creation. */
  all(): readonly UserRecord[] {
    return this.#all.all();
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
    this.#all.add(user);
    this.#byState[user.state].add(user);
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

  /** Forgets the user altogether. */
  erase(user: UserRecord): void {
    this.#all.remove(user);
    this.#byState[user.state].remove(user);
    this.#byId.delete(user.id);
    this.#byEmail.delete(user.email.toLowerCase());
    for (const id of user.externalIds) this.#byExternalId.delete(externalKeyOf(id));
  }

  /** Ordinal for the next user. */
  get nextOrdinal(): number {
    return (this.all().at(-1)?.ordinal ?? -1) + 1;
  }

  /** Moves the user to the lists of another state. */
  changeState(user: UserRecord, state: UserState): void {
    this.#byState[user.state].remove(user);
    user.state = state;
    this.#byState[state].add(user);
  }

  /** The first users in the state after the ordinal, or before it when descending. */
  after(
    state: UserState | 'any',
    range: { ordinal: number | undefined; size: number; descending: boolean },
  ): UserRecord[] {
    return this.#in(state).after(range);
  }

  /** One page of the users in the state, with the number of all of them. */
  page(
    state: UserState | 'any',
    range: { start: number; size: number; descending: boolean },
  ): { users: UserRecord[]; total: number } {
    const users = this.#in(state);
    return { users: users.page(range), total: users.size };
  }

  #in(state: UserState | 'any'): OrderedUsers {
    return state === 'any' ? this.#all : this.#byState[state];
  }
}
