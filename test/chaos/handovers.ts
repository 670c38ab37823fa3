/** Looks at the jobs of the work queue as the instances hand them over to each other. */

import pg from 'pg';
import { eventually } from '../e2e/harness/processes.ts';

const ACTIVE = `select id || ' ' || started_on as turn from pgboss.job where name = 'person' and state = 'active'`;

export class Handovers {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async watch(databaseUrl: string): Promise<Handovers> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    return new Handovers(client);
  }

  /** Turns at jobs that are under way on any instance. */
  async listTurns(): Promise<string[]> {
    const { rows } = await this.#client.query<{ turn: string }>(ACTIVE);
    return rows.map(({ turn }) => turn);
  }

  /** Milliseconds until none of these turns is under way: whoever had them has ended them or lost them. */
  async untilOver(turns: readonly string[], withinMs: number): Promise<number> {
    const startedAt = performance.now();
    await eventually(
      async () => {
        const now = await this.listTurns();
        return turns.some((turn) => now.includes(turn)) ? undefined : true;
      },
      'the hand-over of all jobs',
      withinMs,
    );
    return performance.now() - startedAt;
  }

  async end(): Promise<void> {
    await this.#client.end();
  }
}
