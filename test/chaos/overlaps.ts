/** Finds people at whom two instances were at work at the same time, by the OAuth client of each write. */

import type { GenesysApi } from '../e2e/harness/genesys-api.ts';

/** What only the offboarding's looks write, and never a request. */
const OF_A_LOOK = /^\/api\/v2\/(?:users|tokens)\/([0-9a-f-]{36})(?:\/(?:state|station|presences)\b.*)?$/;

interface Write {
  readonly what: string;
  readonly client: string;
  readonly from: number;
  readonly to: number;
}

function overlap(one: Write, other: Write): boolean {
  return one.client !== other.client && one.from < other.to && other.from < one.to;
}

/** One line for each pair of writes of different instances whose times overlap. */
export async function findOverlaps(genesys: GenesysApi): Promise<string[]> {
  const byPerson = new Map<string, Write[]>();
  for (const { method, path, client, at, durationMs } of await genesys.journal()) {
    const userId = method === 'GET' || method === 'PATCH' ? undefined : OF_A_LOOK.exec(path)?.[1];
    if (userId === undefined) continue;
    const to = Date.parse(at);
    const write = { what: `${method} ${path}`, client, from: to - durationMs, to };
    byPerson.set(userId, [...(byPerson.get(userId) ?? []), write]);
  }
  return [...byPerson.values()].flatMap((writes) =>
    writes.flatMap((one, index) =>
      writes
        .slice(index + 1)
        .filter((other) => overlap(one, other))
        .map((other) => `${one.what} of ${one.client} and ${other.what} of ${other.client}`),
    ),
  );
}
