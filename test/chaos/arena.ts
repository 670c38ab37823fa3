/** Where a bridge is put to the test: the real executable in front of a simulator, clients with people, and a judgement. */

import { expect } from 'vitest';
import { AdminApi } from '../e2e/harness/admin-api.ts';
import { makeFolder, removeFolder, runCommand } from '../e2e/harness/processes.ts';
import { World } from '../e2e/harness/world.ts';
import { Journal } from './journal.ts';
import { findDoubleJourneys, untilQuiet } from './journeys.ts';
import { Ledger } from './ledger.ts';
import { report } from './length.ts';
import { startLoad } from './people.ts';
import { writePolicy } from './policy.ts';
import { findLost } from './truth.ts';

const CLIENTS = 6;
const PATIENCE_MS = 30_000;
const QUIET_WITHIN_MS = 120_000;
/** What a client may be told: done, there already, or try again. */
const EXPECTED = [200, 201, 204, 409, 429, 503];

export interface ArenaOptions {
  /** One of ENGINES; embedded unless given. */
  readonly engine?: string;
  /** `folder` is the arena's own. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  readonly simulatorEnv?: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  /** SCIM base URL for each request; that of the world's bridge unless given. */
  readonly base?: () => string;
  /** Whom the admin API is asked of; the world's bridge unless given. */
  readonly adminOrigin?: string;
  /** After this time a client takes a request for lost. */
  readonly patienceMs?: number;
}

export class Arena {
  readonly world: World;
  readonly ledger = new Ledger();
  readonly journal: Journal;
  readonly #folder: string;
  #admin: AdminApi | undefined;
  #stopLoad: () => Promise<void> = async () => undefined;

  private constructor(world: World, folder: string) {
    this.world = world;
    this.journal = new Journal(world.genesys);
    this.#folder = folder;
  }

  static async open({ engine = 'embedded', env, simulatorEnv }: ArenaOptions = {}): Promise<Arena> {
    const folder = await makeFolder();
    const world = await World.start({
      engine,
      env: { LOG_LEVEL: 'error', ...(await writePolicy(folder)), ...env?.(folder) },
      simulatorEnv: { SIMULATOR_USERS: '200', ...simulatorEnv },
    });
    return new Arena(world, folder);
  }

  async startLoad({ base, adminOrigin, patienceMs = PATIENCE_MS }: LoadOptions = {}): Promise<void> {
    const { world, ledger } = this;
    const token = await world.createToken('chaos', 'users,groups,admin');
    this.#admin = new AdminApi(`${adminOrigin ?? `http://127.0.0.1:${world.port}`}/admin/v1`, token);
    const target = { base: base ?? (() => world.scimUrl), token, patienceMs };
    this.#stopLoad = await startLoad(target, world.genesys, ledger, CLIENTS);
  }

  /** Ends after the requests under way. */
  async stopLoad(): Promise<void> {
    await this.#stopLoad();
  }

  findDoubleJourneys(): Promise<string[]> {
    return findDoubleJourneys(this.#adminApi);
  }

  /** To be called when the load has ended and the bridge runs. `figures` go into the line for people. */
  async judge(what: string, figures: Readonly<Record<string, unknown>>): Promise<void> {
    const { world, ledger, journal } = this;
    const double = await this.findDoubleJourneys();
    await untilQuiet(this.#adminApi, QUIET_WITHIN_MS);
    await journal.follow();
    const lost = await findLost(ledger, world.genesys);
    const repeated = journal.repeated();
    const audit = await runCommand(['audit', 'verify', '--json'], world.environment);
    report(what, {
      ...figures,
      acknowledged: ledger.acknowledgements,
      lost: lost.length,
      repeated: repeated.length,
      answers: Object.fromEntries(ledger.answers),
      genesysCalls: journal.calls,
    });
    expect(lost).toEqual([]);
    expect(repeated).toEqual([]);
    expect(double).toEqual([]);
    expect(audit).toMatchObject({ status: 0 });
    expect(ledger.acknowledgements).toBeGreaterThan(0);
    const statuses = [...ledger.answers.keys()].filter((status) => status !== 0);
    expect(statuses.filter((status) => !EXPECTED.includes(status))).toEqual([]);
  }

  async close(): Promise<void> {
    await this.stopLoad();
    await this.world.end();
    await removeFolder(this.#folder);
  }

  get #adminApi(): AdminApi {
    if (this.#admin === undefined) throw new Error('the load has not been started');
    return this.#admin;
  }
}
