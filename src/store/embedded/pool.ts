import type { PGlite } from '@electric-sql/pglite';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { BridgeError } from '../../errors.ts';

/** How long a caller waits for the one connection before it is told that the database is busy. */
const WAIT_LIMIT_MS = 10_000;

type CommandTag = PostgresQueryResult<unknown>['command'];
const COMMAND_TAGS: ReadonlySet<string> = new Set<CommandTag>([
  'UPDATE',
  'DELETE',
  'INSERT',
  'SELECT',
  'MERGE',
  'COMMIT',
  'ROLLBACK',
]);

interface StatementResult<R> {
  readonly command?: string;
  readonly rowCount?: number;
  readonly rows: R[];
}

/**
 * The part of `pg.Pool` that Kysely and pg-boss use, over the one connection of PGlite. Everything goes
 * through here: a statement sent past it would run inside whatever transaction is open.
 */
export class EmbeddedPool implements PostgresPool {
  readonly options = { max: 1 };
  readonly #lite: PGlite;
  readonly #waitLimitMs: number;
  /** Settles when the last one in the line has released the connection. */
  #line: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(lite: PGlite, waitLimitMs = WAIT_LIMIT_MS) {
    this.#lite = lite;
    this.#waitLimitMs = waitLimitMs;
  }

  async connect(): Promise<EmbeddedClient> {
    if (this.#ended) throw new Error('The embedded database is closed.');
    const turn = Promise.withResolvers<void>();
    const before = this.#line;
    this.#line = before.then(() => turn.promise);
    try {
      await withinLimit(before, this.#waitLimitMs);
    } catch (error) {
      turn.resolve();
      throw error;
    }
    // PGlite answers within the microtasks of its caller: without a turn of the event loop between two who have the
    // connection, a long line of them would keep sockets and timers waiting until its end.
    return new EmbeddedClient(this.#lite, () => setImmediate(turn.resolve));
  }

  /** Runs one text, which may hold several statements when there are no values. */
  async query(text: string, values: readonly unknown[] = []): Promise<{ rows: unknown[] }> {
    const client = await this.connect();
    try {
      return await (values.length > 0 ? client.query(text, values) : client.execute(text));
    } finally {
      client.release();
    }
  }

  /** Lets everyone in the line finish, and nobody new in. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#line;
  }
}

/** The connection while somebody has it. Whatever transaction is open at the release is rolled back. */
export class EmbeddedClient implements PostgresPoolClient {
  readonly #lite: PGlite;
  readonly #pass: () => void;
  #inTransaction = false;
  #released = false;

  constructor(lite: PGlite, pass: () => void) {
    this.#lite = lite;
    this.#pass = pass;
  }

  query<R>(sql: string, parameters?: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    sql: string | PostgresCursor<R>,
    parameters: ReadonlyArray<unknown> = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== 'string') throw new Error('The embedded database has no cursors.');
    return this.#run(sql, async () => [await this.#lite.query<R>(sql, [...parameters])]);
  }

  /** Runs any number of statements without parameters; the rows of all of them come back. */
  execute(sql: string): Promise<PostgresQueryResult<unknown>> {
    return this.#run<unknown>(sql, () => this.#lite.exec(sql));
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    void this.#rollbackIfOpen().finally(this.#pass);
  }

  async #run<R>(sql: string, send: () => Promise<StatementResult<R>[]>): Promise<PostgresQueryResult<R>> {
    if (this.#released) throw new Error('This connection was already given back.');
    try {
      const results = await send();
      this.#trackTransaction(sql, results);
      return combine(results);
    } catch (error) {
      // A text of several statements may have opened a transaction of its own before it failed.
      if (!this.#inTransaction) await this.#lite.exec('ROLLBACK');
      throw error;
    }
  }

  #trackTransaction(sql: string, results: readonly StatementResult<unknown>[]): void {
    if (/^\s*rollback\s+(?:work\s+|transaction\s+)?to\b/i.test(sql)) return;
    for (const { command } of results) {
      if (command === 'BEGIN' || command === 'START') this.#inTransaction = true;
      if (command === 'COMMIT' || command === 'ROLLBACK') this.#inTransaction = false;
    }
  }

  async #rollbackIfOpen(): Promise<void> {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    await this.#lite.exec('ROLLBACK').catch(() => undefined);
  }
}

function combine<R>(results: readonly StatementResult<R>[]): PostgresQueryResult<R> {
  const last = results.at(-1);
  return {
    command: isCommandTag(last?.command) ? last.command : 'SELECT',
    rowCount: last?.rowCount ?? 0,
    rows: results.flatMap((result) => result.rows),
  };
}

function isCommandTag(command: string | undefined): command is CommandTag {
  return command !== undefined && COMMAND_TAGS.has(command);
}

async function withinLimit(turn: Promise<void>, limitMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(busy(limitMs)), limitMs);
  try {
    await Promise.race([turn, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function busy(limitMs: number): BridgeError {
  return new BridgeError(
    `The embedded database was busy for ${limitMs / 1000} s: a transaction is held open or the disk is ` +
      'too slow. For more load, set DATABASE_URL to a PostgreSQL server.',
    { code: 'store.busy', status: 503, retryAfterSeconds: 5 },
  );
}
