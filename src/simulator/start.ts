import { createServer, type Server } from 'node:http';
import { Behaviour } from './behaviour.ts';
import { Faults } from './control/faults.ts';
import { Journal } from './control/journal.ts';
import { Recorder } from './control/recorder.ts';
import { AccessTokens, type SimulatorClient } from './http/access-tokens.ts';
import { createApplication } from './http/application.ts';
import { PlatformApi } from './http/platform-api.ts';
import { RateLimit } from './http/rate-limit.ts';
import { ALL_OPERATIONS } from './operations/all-operations.ts';
import { OperationTable } from './operations/operation-table.ts';
import { DEFAULT_SIZE, type OrganisationSize, seedOrganisation } from './organisation/seed-organisation.ts';
import type { World } from './world.ts';

export type { SimulatorClient } from './http/access-tokens.ts';

/** How to start the simulator; what is left out has the default of the `SIMULATOR_*` variables. */
export interface SimulatorOptions {
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly users?: number;
  readonly queues?: number;
  /** Routing skills of each agent; between two and four when left out. */
  readonly skills?: number | undefined;
  /** Delay of each answer in milliseconds. */
  readonly latencyMs?: number;
  /** Requests a minute for each access token; 0 means no limit. */
  readonly rateLimit?: number;
  readonly seed?: number;
  /** OAuth clients that may log in; without them any id and secret will do. */
  readonly clients?: ReadonlyArray<SimulatorClient> | undefined;
  /** Folder for a recording of every exchange; the variable `SIMULATOR_RECORD` unless given, else none is made. */
  readonly recordTo?: string | undefined;
  /** Clock in milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface RunningSimulator {
  readonly url: string;
  readonly port: number;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

/** Why the simulator could not start; `code` is the operating system's, such as `EADDRINUSE`. */
class SimulatorStartError extends Error {
  override readonly name = 'SimulatorStartError';
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Longer than clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 65_000;

function createSimulator(options: SimulatorOptions, recorder: Recorder | undefined): Server {
  const rateLimit = options.rateLimit ?? 300;
  const limiter = new RateLimit(() => rateLimit);
  const initialSize: OrganisationSize = {
    users: options.users ?? DEFAULT_SIZE.users,
    queues: options.queues ?? DEFAULT_SIZE.queues,
    skills: options.skills,
    seed: options.seed ?? DEFAULT_SIZE.seed,
  };
  const world: World = {
    organisation: seedOrganisation(initialSize),
    behaviour: new Behaviour(),
    tokens: new AccessTokens(options.clients, (token) => limiter.forget(token)),
    rateLimit,
    now: options.now ?? Date.now,
  };
  const journal = new Journal();
  const faults = new Faults();
  const platform = new PlatformApi({
    world,
    operations: new OperationTable(ALL_OPERATIONS),
    journal,
    faults,
    recorder,
    rateLimit: limiter,
    latencyMs: options.latencyMs ?? 0,
  });
  return createServer(createApplication({ world, journal, faults, initialSize }, platform));
}

function startError(error: NodeJS.ErrnoException, host: string, port: number): SimulatorStartError {
  const code = error.code ?? 'UNKNOWN';
  const reason =
    code === 'EADDRINUSE'
      ? 'the port is in use. Stop what listens there or choose another SIMULATOR_PORT.'
      : `${error.message}. Check the host and SIMULATOR_PORT.`;
  return new SimulatorStartError(`The simulator cannot listen on ${host}:${port}: ${reason}`, code, error);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Starts the simulated Genesys Cloud; rejects with a SimulatorStartError when it cannot listen. */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const host = options.host ?? '127.0.0.1';
  // From the environment too, so that a test suite need not tell each simulator that it starts.
  const recordTo = options.recordTo ?? process.env.SIMULATOR_RECORD;
  const recorder = recordTo === undefined ? undefined : new Recorder(recordTo);
  const server = createSimulator(options, recorder);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, host, options.port ?? 8081);
  const close = async () => {
    await closeServer(server);
    recorder?.close();
  };
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shownHost}:${port}`, port, close };
}
