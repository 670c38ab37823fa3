/** A bridge and a simulated Genesys Cloud as separate processes, with clients for both. */

import { prepareDataFolder } from '../../store/prepared-folder.ts';
import { AdminApi } from './admin-api.ts';
import { createDatabase } from './databases.ts';
import { GenesysApi } from './genesys-api.ts';
import {
  freePort,
  launch,
  makeFolder,
  type Running,
  removeFolder,
  runCommand,
  waitUntilReady,
} from './processes.ts';
import { ScimApi } from './scim-api.ts';

export interface WorldOptions {
  /** One of ENGINES; embedded unless given. */
  readonly engine?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Starts the simulator with these; no rate limit by default, so that tests do not wait for it. */
  readonly simulatorEnv?: Readonly<Record<string, string>>;
}

export class World {
  readonly folder: string;
  readonly port: number;
  readonly genesys: GenesysApi;
  readonly #env: Readonly<Record<string, string>>;
  #simulator: Running;
  readonly #simulatorEnv: Readonly<Record<string, string>>;
  readonly #removeDatabase: () => Promise<void>;
  #bridge: Running | undefined;

  private constructor(
    folder: string,
    port: number,
    simulator: Running,
    simulatorEnv: Readonly<Record<string, string>>,
    genesys: GenesysApi,
    env: Readonly<Record<string, string>>,
    removeDatabase: () => Promise<void>,
  ) {
    this.folder = folder;
    this.port = port;
    this.#simulator = simulator;
    this.#simulatorEnv = simulatorEnv;
    this.genesys = genesys;
    this.#env = env;
    this.#removeDatabase = removeDatabase;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const database = await createDatabase(options.engine ?? 'embedded');
    const folder = await makeFolder();
    if (options.engine !== 'postgres') prepareDataFolder(`${folder}/data`);
    const simulatorPort = await freePort();
    const port = await freePort();
    const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
    const simulatorEnv = {
      SIMULATOR_PORT: String(simulatorPort),
      SIMULATOR_RATE_LIMIT: '0',
      ...options.simulatorEnv,
    };
    const simulator = launch(['simulate'], simulatorEnv);
    await waitUntilReady(simulator, `${simulatorUrl}/simulator/behaviour`);
    const genesys = await GenesysApi.logIn(simulatorUrl);
    const env = {
      ...database.env,
      PORT: String(port),
      BRIDGE_DATA: `${folder}/data`,
      GENESYSCLOUD_GATEWAY: simulatorUrl,
      GENESYSCLOUD_OAUTHCLIENT_ID: 'bridge',
      GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret',
      ...options.env,
    };
    return new World(folder, port, simulator, simulatorEnv, genesys, env, database.remove);
  }

  get environment(): Readonly<Record<string, string>> {
    return this.#env;
  }

  get scimUrl(): string {
    return `http://127.0.0.1:${this.port}/scim/v2`;
  }

  /** Creates a client's token, as an administrator does before the first start. */
  async createClient(name: string, scopes = 'users,groups'): Promise<ScimApi> {
    return new ScimApi(this.scimUrl, await this.createToken(name, scopes));
  }

  async createAdmin(): Promise<AdminApi> {
    return new AdminApi(`http://127.0.0.1:${this.port}/admin/v1`, await this.createToken('ops', 'admin'));
  }

  async createToken(name: string, scopes: string): Promise<string> {
    const created = await runCommand(['token', 'create', name, '--scope', scopes, '--json'], this.#env);
    const parsed: unknown = created.status === 0 ? JSON.parse(created.stdout) : undefined;
    if (typeof parsed !== 'object' || parsed === null || !('token' in parsed)) {
      throw new Error(`token create failed: ${created.stderr}`);
    }
    return String(parsed.token);
  }

  async startBridge(): Promise<Running> {
    const bridge = launch(['serve'], this.#env);
    this.#bridge = bridge;
    await waitUntilReady(bridge, `http://127.0.0.1:${this.port}/readyz`);
    return bridge;
  }

  async endBridge(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const status = (await this.#bridge?.end(signal)) ?? null;
    this.#bridge = undefined;
    return status;
  }

  async endSimulator(): Promise<void> {
    await this.#simulator.end('SIGKILL');
  }

  async restartSimulator(): Promise<void> {
    this.#simulator = launch(['simulate'], this.#simulatorEnv);
    await waitUntilReady(this.#simulator, `${this.genesys.url}/simulator/behaviour`);
    await this.genesys.logInAgain();
  }

  async end(): Promise<void> {
    await this.endBridge();
    await this.#simulator.end();
    await this.#removeDatabase();
    await removeFolder(this.folder);
  }
}
