/**
 * Log lines of a few milliseconds leave together: a write to the system, and the way through winston's streams,
 * cost more than everything else about a line.
 */

/** What a process that is killed loses of its log at most. */
const LONGEST_MS = 10;
/** What a pipe of Linux takes at once. */
const MOST_CHARACTERS = 65_536;

const holding = new Set<HeldLines>();

export class HeldLines {
  readonly #write: (lines: string) => void;
  #held = '';
  #timer: NodeJS.Timeout | undefined;

  /** @param write gets whole lines, without the last line break */
  constructor(write: (lines: string) => void) {
    this.#write = write;
  }

  /** @param urgent what may be the last thing that a process says must not wait */
  add(line: string, urgent: boolean): void {
    if (this.#held === '') this.#hold();
    else this.#held += '\n';
    this.#held += line;
    if (urgent || this.#held.length >= MOST_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#held === '') return;
    const lines = this.#held;
    this.#held = '';
    clearTimeout(this.#timer);
    holding.delete(this);
    this.#write(lines);
  }

  #hold(): void {
    holding.add(this);
    this.#timer = setTimeout(flush, LONGEST_MS, this).unref();
  }
}

function flush(lines: HeldLines): void {
  lines.flush();
}

process.on('exit', () => holding.forEach(flush));
