/** Many wishes close together become one run; one that comes while it runs is honoured after it. */
export class Coalesced {
  readonly #run: () => Promise<void>;
  readonly #after: (ms: number, run: () => void) => () => void;
  readonly #pauseMs: number;
  #isBusy = false;
  #isWanted = false;
  #isStopped = false;
  #cancel: (() => void) | undefined;

  constructor(
    run: () => Promise<void>,
    pauseMs: number,
    after: (ms: number, run: () => void) => () => void = (ms, later) => {
      const timer = setTimeout(later, ms);
      return () => clearTimeout(timer);
    },
  ) {
    this.#run = run;
    this.#pauseMs = pauseMs;
    this.#after = after;
  }

  want(): void {
    if (this.#isStopped) return;
    if (this.#isBusy) {
      this.#isWanted = true;
      return;
    }
    this.#isBusy = true;
    this.#isWanted = false;
    void this.#run().finally(() => {
      // The pause after a run holds a storm of events to a steady pace.
      this.#cancel = this.#after(this.#pauseMs, () => {
        this.#isBusy = false;
        if (this.#isWanted) this.want();
      });
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }
}
