/** One Platform API request as it was answered. */
export interface JournalEntry {
  readonly seq: number;
  /** Arrival, ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** 0 when the connection was dropped on purpose. */
  readonly status: number;
  /** Id of the OAuth client, when the request showed a live token or its credentials. */
  readonly client: string | null;
  readonly durationMs: number;
  /** Body of the request. */
  readonly body?: unknown;
}

const CAPACITY = 100_000;
/** Old entries are cut off in slices, because cutting one at a time costs the whole length each time. */
const SLACK = 10_000;

/** The requests of the Platform API in the order of their answers. */
export class Journal {
  #entries: JournalEntry[] = [];
  #lastSeq = 0;

  add(entry: Omit<JournalEntry, 'seq'>): void {
    this.#lastSeq += 1;
    this.#entries.push({ seq: this.#lastSeq, ...entry });
    if (this.#entries.length > CAPACITY + SLACK) this.#entries = this.#entries.slice(-CAPACITY);
  }

  /** Entries after `since`, at most the latest 100,000. */
  list(since: number, withBodies: boolean): JournalEntry[] {
    const first = this.#entries[0]?.seq ?? this.#lastSeq + 1;
    const oldestKept = Math.max(0, this.#entries.length - CAPACITY);
    const entries = this.#entries.slice(Math.max(oldestKept, since + 1 - first));
    return withBodies ? entries : entries.map(({ body: _body, ...entry }) => entry);
  }

  /** Empties the journal; numbers go on, so that a reader's `since` stays valid. */
  clear(): void {
    this.#entries = [];
  }
}

export function queryRecord(query: URLSearchParams): JournalEntry['query'] {
  const record: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    record[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return record;
}
