/**
 * Writes log lines: those of a few milliseconds leave together. A write to the system costs more than everything
 * else about a line.
 */

import type { Writable } from 'node:stream';
import winston from 'winston';

/** What winston hands to a transport: the entry, and the line that the format made of it. */
interface Entry {
  readonly level?: unknown;
  readonly [LINE]?: unknown;
}

/** winston's name for the formatted line. */
const LINE = Symbol.for('message');
/** What a process that is killed loses of its log at most. */
const LONGEST_MS = 10;
/** What pipes take at once. */
const MOST_CHARACTERS = 16_384;
/** What may be the last thing that a process says must not wait. */
const URGENT: ReadonlySet<unknown> = new Set(['warn', 'error']);

const holding = new Set<LineTransport>();

export class LineTransport extends winston.transports.Stream {
  readonly #destination: Writable;
  #held = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(destination: Writable) {
    super({ stream: destination });
    this.#destination = destination;
  }

  override log(entry: Entry, next: () => void): void {
    if (this.#held === '') this.#hold();
    this.#held += `${entry[LINE]}\n`;
    if (URGENT.has(entry.level) || this.#held.length >= MOST_CHARACTERS) this.flush();
    next();
  }

  flush(): void {
    if (this.#held === '') return;
    const lines = this.#held;
    this.#held = '';
    clearTimeout(this.#timer);
    holding.delete(this);
    this.#destination.write(lines);
  }

  #hold(): void {
    holding.add(this);
    this.#timer = setTimeout(flush, LONGEST_MS, this).unref();
  }
}

function flush(transport: LineTransport): void {
  transport.flush();
}

process.on('exit', () => holding.forEach(flush));
