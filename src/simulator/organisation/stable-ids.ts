const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function finalize(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    h = Math.imul(h ^ text.charCodeAt(index), 0x01000193);
  }
  return finalize(h);
}

function hex32(word: number): string {
  return `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
}

/**
 * Numbers and ids that depend on nothing but the seed and what they are asked for, so that the same
 * organisation comes back at each start and a person keeps the id whatever the size of the organisation.
 */
export class StableDice {
  readonly #seed: number;
  readonly #topics = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = finalize(seed ^ 0x9e3779b9);
  }

  /** An even 32-bit number for item `index` of `topic`. */
  number(topic: string, index: number): number {
    return finalize(finalize((this.#topic(topic) + Math.imul(index, 0x9e3779b1)) >>> 0) ^ this.#seed);
  }

  /** A number from 0 to `sides - 1`. */
  roll(topic: string, index: number, sides: number): number {
    return sides <= 0 ? 0 : this.number(topic, index) % sides;
  }

  chance(topic: string, index: number, percent: number): boolean {
    return this.roll(topic, index, 100) < percent;
  }

  /** A UUID of version 4 shape; different for each index of a topic. */
  uuid(topic: string, index: number): string {
    // The second word is a bijection of the index, which makes a clash within a topic impossible.
    const first = this.number(topic, index);
    const spread = finalize((index ^ this.#topic(topic)) >>> 0);
    const third = this.number(topic, ~index);
    const last = finalize(first ^ third ^ this.#topic(topic));
    const variant = ((third >>> 24) & 0x3f) | 0x80;
    const head = hex32(first);
    const middle = hex32(spread);
    const tail = hex32(third);
    const version = `4${HEX[last & 255]}${HEX[(last >>> 8) & 15]?.slice(1)}`;
    return `${head}-${middle.slice(0, 4)}-${version}-${HEX[variant]}${tail.slice(2, 4)}-${tail.slice(4)}${middle.slice(4)}${hex32(last).slice(0, 4)}`;
  }

  #topic(topic: string): number {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const hash = finalize(hashText(topic) ^ this.#seed);
    this.#topics.set(topic, hash);
    return hash;
  }
}
