/** The machine's clock as somebody may set it: all that asks for the date in this process sees it, timers do not. */

const RealDate = Date;

export class SettableDate {
  #aheadMs = 0;

  /** From here on, until `restore`. */
  install(): void {
    const now = () => RealDate.now() + this.#aheadMs;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, given, newTarget) =>
        Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
      get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    });
  }

  jump(ms: number): void {
    this.#aheadMs += ms;
  }

  restore(): void {
    globalThis.Date = RealDate;
  }
}
