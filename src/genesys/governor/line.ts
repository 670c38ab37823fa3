interface Placed {
  readonly place: number;
}

/** A line of those who wait, by place; of one place whoever came first goes first. */
export class Line<T extends Placed> {
  readonly #all: T[] = [];

  get first(): T | undefined {
    return this.#all[0];
  }

  get length(): number {
    return this.#all.length;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#all.values();
  }

  add(one: T): void {
    this.#all.splice(this.#indexBehind(one.place), 0, one);
  }

  /** False where it is not in the line. */
  delete(one: T): boolean {
    for (let index = this.#indexBehind(one.place) - 1; this.#all[index]?.place === one.place; index -= 1) {
      if (this.#all[index] !== one) continue;
      this.#all.splice(index, 1);
      return true;
    }
    return false;
  }

  /** Of the first whose place is behind that one. */
  #indexBehind(place: number): number {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { place: found = place } = this.#all[middle] ?? {};
      if (found <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
