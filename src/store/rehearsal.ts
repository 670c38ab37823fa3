/** A pool whose database can be read and not be changed: inserts, updates and deletes are dropped without an error. */

import type { PostgresPool, PostgresPoolClient } from 'kysely';

const WRITE = /^\s*(?:with\b.*?\b)?(?:insert into|update|delete from|merge into)\s/is;
/** Rehearsals take turns with requests that are meant: what they read must not change halfway. */
const TURNS = /^(?:insert into|update|delete from) "bridge"\."turn"/;

function isDropped(statement: string): boolean {
  return WRITE.test(statement) && !TURNS.test(statement);
}

function withoutWrites(client: PostgresPoolClient): PostgresPoolClient {
  const query = client.query.bind(client);
  return new Proxy(client, {
    get(target, property) {
      if (property !== 'query') {
        const value: unknown = Reflect.get(target, property);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (statement: unknown, parameters: readonly unknown[] = []) =>
        typeof statement === 'string' && isDropped(statement)
          ? { command: 'UPDATE', rowCount: 0, rows: [] }
          : Reflect.apply(query, undefined, [statement, parameters]);
    },
  });
}

/** Over the connections of the real pool, which stays open. */
export function openRehearsalPool(pool: PostgresPool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => withoutWrites(await pool.connect()),
    end: async () => undefined,
  };
}
