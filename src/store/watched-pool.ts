/**
 * A pool whose failures are told apart: an outage becomes a BridgeError, and a connection that is lost, or that
 * still waits for an answer nobody believes in, is closed and not lent again.
 */

import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { explainOutage, isConnectionLost } from './outage.ts';

export function watchPool(pool: PostgresPool): PostgresPool {
  // Kysely remembers a connection by its client.
  const watched = new WeakMap<PostgresPoolClient, WatchedClient>();
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw explainOutage(error);
      });
      const known = watched.get(client) ?? new WatchedClient(client);
      watched.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

class WatchedClient implements PostgresPoolClient {
  readonly #client: PostgresPoolClient;
  #lost = false;

  constructor(client: PostgresPoolClient) {
    this.#client = client;
  }

  query<R>(sql: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    sql: string | PostgresCursor<R>,
    parameters: ReadonlyArray<unknown> = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    return typeof sql === 'string' ? this.#run(sql, parameters) : this.#client.query(sql);
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#lost);
  }

  async #run<R>(sql: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>> {
    try {
      return await this.#client.query<R>(sql, parameters);
    } catch (error) {
      this.#lost ||= isConnectionLost(error);
      throw explainOutage(error);
    }
  }
}
