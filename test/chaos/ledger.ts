/**
 * What the bridge has promised. An acknowledged request leaves one value that Genesys must have in the end; one
 * that was not answered leaves two, for it may have been carried out or not.
 */

export type Field = 'state' | 'title';

/** One person: who it is in Genesys, once that is known, and the values that each field may have. */
export class Promised {
  readonly email: string;
  id: string | undefined;
  /** Nobody asks for anything else any more: a request that nobody got an answer to may still be carried out. */
  settled = false;
  readonly #allowed = new Map<Field, Set<string>>();

  constructor(email: string, id?: string) {
    this.email = email;
    this.id = id;
  }

  /** How it was before anybody asked for anything. */
  found(field: Field, value: string): void {
    this.#allowed.set(field, new Set([value]));
  }

  acknowledged(field: Field, value: string): void {
    this.#allowed.set(field, new Set([value]));
  }

  /** Nobody knows whether it will be carried out. */
  asked(field: Field, value: string): void {
    const allowed = this.#allowed.get(field) ?? new Set();
    this.#allowed.set(field, allowed.add(value));
  }

  /** Undefined as long as nobody asked for anything. */
  allowed(field: Field): ReadonlySet<string> | undefined {
    return this.#allowed.get(field);
  }
}

/** Members that a group must have or lack; somebody uncertain is in neither. */
export class PromisedGroup {
  readonly id: string;
  readonly #members = new Map<string, boolean | undefined>();

  constructor(id: string) {
    this.id = id;
  }

  acknowledged(userId: string, joined: boolean): void {
    this.#members.set(userId, joined);
  }

  asked(userId: string): void {
    this.#members.set(userId, undefined);
  }

  certain(): readonly (readonly [userId: string, joined: boolean])[] {
    return [...this.#members].flatMap(([userId, joined]) =>
      joined === undefined ? [] : [[userId, joined] as const],
    );
  }
}

/** Everything that was promised, and how often. */
export class Ledger {
  readonly people: Promised[] = [];
  readonly groups: PromisedGroup[] = [];
  /** E-mail addresses of creations that were begun: nobody may exist twice under one. */
  readonly begun = new Set<string>();
  acknowledgements = 0;
  /** Answers by status; 0 for none. */
  readonly answers = new Map<number, number>();

  count(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    if (status >= 200 && status < 300) this.acknowledgements += 1;
  }
}
