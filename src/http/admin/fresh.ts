/** An answer that many may ask for and that may be a little old: read once for all who ask meanwhile. */
export class Fresh<T> {
  readonly #forMs: number;
  readonly #read: () => Promise<T>;
  readonly #now: () => number;
  #kept: { readonly at: number; readonly answer: Promise<T> } | undefined;

  constructor(forMs: number, read: () => Promise<T>, now: () => number = () => performance.now()) {
    this.#forMs = forMs;
    this.#read = read;
    this.#now = now;
  }

  /** A reading that fails is told to those who wait for it, and not kept. */
  get(): Promise<T> {
    const at = this.#now();
    if (this.#kept !== undefined && at - this.#kept.at < this.#forMs) return this.#kept.answer;
    const answer = this.#read();
    const kept = { at, answer };
    this.#kept = kept;
    answer.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return answer;
  }
}
