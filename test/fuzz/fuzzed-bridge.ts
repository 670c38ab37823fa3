/** A whole bridge, its database, a simulated Genesys Cloud and, if wanted, a liar between them: in this process. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { runBridge } from '../../src/cli/run-bridge.ts';
import { readConfiguration } from '../../src/config/configuration.ts';
import { startSimulator } from '../../src/simulator/start.ts';
import { createCredential, revokeCredential } from '../../src/store/credentials.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import type { LogFields, Logger } from '../../src/telemetry/logger.ts';
import { createDatabase } from '../e2e/harness/databases.ts';
import { GenesysApi } from '../e2e/harness/genesys-api.ts';
import { prepareDataFolder } from '../store/prepared-folder.ts';
import { type Liar, startLiar } from './liar.ts';

/** No client meets its rate, and releases are short, so that the database comes to rest between batches. */
const POLICY = `
guard: off
provisioning: { emailDomain: example.com, defaultCountry: US }
trustedProxies: [127.0.0.1]
offboarding:
  deactivate: { release: [presence, queues], conversations: ignore }
  delete: { release: [queues], conversations: ignore }
clients:
  full: { rate: { perSecond: 100000 } }
  users: { rate: { perSecond: 100000 } }
  groups: { rate: { perSecond: 100000 } }
  reader: { rate: { perSecond: 100000 } }
  looker: { readOnly: true, rate: { perSecond: 100000 } }
  rehearser: { dryRun: true, rate: { perSecond: 100000 } }
  stranger: { scope: own, rate: { perSecond: 100000 } }
  ops: { rate: { perSecond: 100000 } }
`;

/** Clients by what their tokens may do. */
const SCOPES = {
  full: ['users', 'groups', 'read'],
  users: ['users'],
  groups: ['groups'],
  reader: ['read'],
  looker: ['users', 'groups'],
  rehearser: ['users', 'groups'],
  stranger: ['users', 'groups'],
  ops: ['admin'],
} as const;

export type TokenName = keyof typeof SCOPES | 'expired' | 'revoked' | 'unknown' | 'none' | 'malformed';

/** Whose rows a request without the right to change anything must leave alone. */
const DOMAIN_TABLES = [
  'client',
  'kept_user',
  'external_id',
  'kept_group',
  'group_external_id',
  'group_member_write',
  'client_user',
  'open_creation',
  'person',
  'offboarding',
  'offboarding_step',
  'guard',
  'guard_attempt',
];

/** An error that was logged: what an administrator sees as a fault of the bridge. */
export interface LoggedError {
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** Keeps what is logged as an error, and why requests failed by their ids; the rest is noise here. */
function listen(errors: LoggedError[], failures: Map<string, string>): Logger {
  const logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message, fields) => {
      if (message === 'request failed') failures.set(String(fields?.requestId), String(fields?.error));
    },
    error: (message, fields) => errors.push({ message, fields }),
    child: () => logger,
  };
  return logger;
}

async function createTokens(store: Store): Promise<Record<TokenName, string | undefined>> {
  const now = new Date();
  const token = async (client: string, scopes: readonly string[], expiresAt?: Date) =>
    (
      await createCredential(store.db, {
        client,
        scopes,
        now,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      })
    ).token;
  const live: [string, string][] = [];
  for (const [name, scopes] of Object.entries(SCOPES)) live.push([name, await token(name, scopes)]);
  const { full = '', ...others } = Object.fromEntries(live);
  const expired = await token('gone', ['users', 'groups'], new Date(now.getTime() - 1_000));
  const revoked = await token('fired', ['users', 'groups']);
  await revokeCredential(store.db, 'fired', now);
  const given = {
    users: '',
    groups: '',
    reader: '',
    looker: '',
    rehearser: '',
    stranger: '',
    ops: '',
    ...others,
  };
  return {
    ...given,
    full,
    expired,
    revoked,
    unknown: 'gsb_of-another-bridge-0123456789',
    none: undefined,
    malformed: 'x',
  };
}

export interface FuzzedBridgeOptions {
  /** People of the simulated organisation. */
  readonly users: number;
  /** Puts a liar between the bridge and Genesys. */
  readonly lies?: boolean;
  /** One of ENGINES; embedded unless given. */
  readonly engine?: string | undefined;
}

export class FuzzedBridge {
  readonly port: number;
  readonly tokens: Readonly<Record<TokenName, string | undefined>>;
  readonly genesys: GenesysApi;
  readonly errors: LoggedError[];
  /** Why requests were answered with 5xx, by request id. */
  readonly failures: ReadonlyMap<string, string>;
  readonly liar: Liar | undefined;
  readonly #store: Store;
  readonly #close: () => Promise<void>;

  private constructor(
    given: Pick<FuzzedBridge, 'port' | 'tokens' | 'genesys' | 'errors' | 'failures' | 'liar'>,
    store: Store,
    close: () => Promise<void>,
  ) {
    this.port = given.port;
    this.tokens = given.tokens;
    this.genesys = given.genesys;
    this.errors = given.errors;
    this.failures = given.failures;
    this.liar = given.liar;
    this.#store = store;
    this.#close = close;
  }

  static async start({
    users,
    lies = false,
    engine = 'embedded',
  }: FuzzedBridgeOptions): Promise<FuzzedBridge> {
    const folder = mkdtempSync(join(tmpdir(), 'bridge-fuzz-'));
    writeFileSync(join(folder, 'policy.yaml'), POLICY);
    const database = await createDatabase(engine);
    if (engine === 'embedded') prepareDataFolder(join(folder, 'data'));
    const errors: LoggedError[] = [];
    const failures = new Map<string, string>();
    const log = listen(errors, failures);
    const store = await openStore({
      databaseUrl: database.env.DATABASE_URL,
      dataFolder: join(folder, 'data'),
      log,
    });
    const tokens = await createTokens(store);
    const simulator = await startSimulator({ port: 0, users, rateLimit: 0 });
    const liar = lies ? await startLiar(simulator.url) : undefined;
    const configuration = readConfiguration({
      env: {
        PORT: '0',
        BRIDGE_CONFIG: join(folder, 'policy.yaml'),
        GENESYSCLOUD_GATEWAY: liar?.url ?? simulator.url,
      },
    });
    const access = {
      gateway: liar?.url ?? simulator.url,
      clients: [{ clientId: 'bridge', clientSecret: 'secret' }],
    } as const;
    const bridge = await runBridge(configuration, access, store, log);
    const close = async () => {
      await bridge.close();
      await store.close();
      await liar?.close();
      await simulator.close();
      await database.remove();
      rmSync(folder, { recursive: true, force: true });
    };
    const genesys = await GenesysApi.logIn(simulator.url);
    const port = Number(new URL(bridge.url).port);
    return new FuzzedBridge({ port, tokens, genesys, errors, failures, liar }, store, close);
  }

  /** Of everything that SCIM clients can cause. */
  async fingerprint(): Promise<string> {
    const parts: string[] = [];
    for (const table of DOMAIN_TABLES) {
      const { rows } = await sql<{ hash: string }>`
        select md5(coalesce(string_agg(row::text, '|' order by row::text), '')) as hash from ${sql.table(`bridge.${table}`)} as row`.execute(
        this.#store.db,
      );
      parts.push(`${table}=${rows[0]?.hash}`);
    }
    return parts.join(' ');
  }

  /** What the bridge has written to Genesys after `since`, one line each. */
  async writesSince(since: number): Promise<string[]> {
    const entries = await this.genesys.journal(since);
    return entries
      .filter(
        ({ client, method, path }) =>
          client === 'bridge' && method !== 'GET' && !/search$|\/token$|query$/.test(path),
      )
      .filter(({ status }) => status < 400)
      .map(({ method, path, status }) => `${method} ${path} ${status}`);
  }

  /** Waits until no journey is under way. */
  async rest(): Promise<void> {
    for (;;) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from bridge.offboarding where status in ('lockingOut', 'releasing', 'restoring')`.execute(
        this.#store.db,
      );
      if (rows[0]?.n === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): Promise<void> {
    return this.#close();
  }
}
