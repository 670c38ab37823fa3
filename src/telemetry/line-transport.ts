/**
 * Writes log lines: those of one turn of the event loop leave together. A write to the system costs as much as
 * everything else about a line, and a busy bridge answers several requests in a turn.
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
/** What may be the last thing that a process says must not wait. */
const URGENT: ReadonlySet<unknown> = new Set(['warn', 'error']);

const holding = new Set<LineTransport>();

export class LineTransport extends winston.transports.Stream {
  readonly #destination: Writable;
  #held = '';

  constructor(destination: Writable) {
    super({ stream: destination });
    this.#destination = destination;
  }

  override log(entry: Entry, next: () => void): void {
    if (this.#held === '') this.#hold();
    this.#held += `${entry[LINE]}\n`;
    if (URGENT.has(entry.level)) this.flush();
    next();
  }

  flush(): void {
    if (this.#held === '') return;
    const lines = this.#held;
    this.#held = '';
    holding.delete(this);
    this.#destination.write(lines);
  }

  #hold(): void {
    holding.add(this);
    setImmediate(() => this.flush());
  }
}

process.on('exit', () => {
  for (const transport of holding) transport.flush();
});
