/** The rooms below http in one process, in front of a simulated Genesys Cloud and an embedded store. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '../../src/config/policy.ts';
import { settingsOf } from '../../src/config/policy-clients.ts';
import {
  type OffboardingOverride,
  offboardingSchema,
  overrideOffboarding,
} from '../../src/config/policy-offboarding.ts';
import { KEEPABLE_ATTRIBUTES } from '../../src/config/policy-provisioning.ts';
import { createGenesys, type Genesys } from '../../src/genesys/client.ts';
import { Offboardings } from '../../src/offboarding/offboardings.ts';
import type { OffboardingPolicy } from '../../src/offboarding/policy.ts';
import { GroupSettling } from '../../src/provisioning/groups/group-settling.ts';
import { GroupsBackend } from '../../src/provisioning/groups-backend.ts';
import { Ownership } from '../../src/provisioning/ownership.ts';
import { ScopedUsersBackend } from '../../src/provisioning/scoped-users-backend.ts';
import { UsersBackend } from '../../src/provisioning/users-backend.ts';
import type {
  CursorPage,
  JsonObject,
  ResourcePage,
  ScimContext,
  ScimResource,
  Wanted,
} from '../../src/scim/backend.ts';
import { parseFilter } from '../../src/scim/filter/parser.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import { resolveAttribute } from '../../src/scim/schema/path.ts';
import { ALL_OPERATIONS } from '../../src/simulator/operations/all-operations.ts';
import { type RunningSimulator, startSimulator } from '../../src/simulator/start.ts';
import { listSteps, type OffboardingStep } from '../../src/store/offboarding-steps.ts';
import { listOffboardings, type Offboarding } from '../../src/store/offboardings.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { openQueue, type WorkQueue } from '../../src/store/queue.ts';
import { GenesysApi } from '../e2e/harness/genesys-api.ts';
import { prepareDataFolder } from '../store/prepared-folder.ts';
import { silent } from '../store/silent.ts';

const EVERY_PERMISSION = [...new Set(ALL_OPERATIONS.flatMap(({ permissions }) => permissions.names))];
const USER_SCHEMA = loadSchemaCatalogue().users.schema;
const NOTHING: Wanted = { has: () => false };

/** What differs from the default policy. */
export type TestPolicy = OffboardingOverride &
  Partial<Pick<OffboardingPolicy, 'defaultRoles' | 'clients' | 'drift' | 'guard'>>;

export interface BridgeOptions {
  readonly policy?: TestPolicy;
  /** OAuth client of the bridge, one of those given to `Environment.open`; one that may do all otherwise. */
  readonly clientId?: string;
  readonly emailDomain?: string;
  /** Of another instance on the same database; the environment's own otherwise. */
  readonly store?: Store;
  /** How many times as fast as real time the waits of journeys pass; 1 unless given. */
  readonly pace?: number;
  /** Comes between a look that has to wait and its request for the next one. */
  readonly beforeWait?: (userId: string) => Promise<void>;
  /** Every look goes through it. */
  readonly around?: (userId: string, look: () => Promise<void>) => Promise<void>;
}

/** When the clocks of each pace began: a bridge goes on at the time at which the one before it ended. */
const CLOCKS = new Map<number, number>();

/** A clock that runs faster, and the queue that wakes by it. */
function hurry(
  queue: WorkQueue,
  { pace = 1, beforeWait, around = (_userId, look) => look() }: BridgeOptions,
): { now: () => Date; queue: WorkQueue } {
  const begun = CLOCKS.get(pace) ?? Date.now();
  CLOCKS.set(pace, begun);
  const toReal = (date: Date) => new Date(begun + (date.getTime() - begun) / pace);
  return {
    now: () => new Date(begun + (Date.now() - begun) * pace),
    queue: {
      start: (handle) => queue.start((userId, turn) => around(userId, () => handle(userId, turn))),
      stop: () => queue.stop(),
      findUnasked: (userIds) => queue.findUnasked(userIds),
      freeHeldUp: () => queue.freeHeldUp(),
      announce: (userId, how) => queue.announce(userId, how),
      request: async (userId, { after, ...options }, transaction) => {
        if (after !== undefined) await beforeWait?.(userId);
        const look = { ...options, ...(after === undefined ? {} : { after: toReal(after) }) };
        await queue.request(userId, look, transaction);
      },
    },
  };
}

function policyWith(policy: TestPolicy): OffboardingPolicy {
  const { defaultRoles = ['employee'], clients = {}, guard = 'off', drift, ...override } = policy;
  const settings = offboardingSchema.parse(undefined);
  return {
    ...overrideOffboarding(settings, override),
    drift: drift ?? settings.drift,
    defaultRoles,
    clients,
    guard,
  };
}

/** Polls until `look` finds something; the test's own time limit ends it. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A store and a simulator, on which bridges are started one after the other. */
export class Environment {
  readonly store: Store;
  readonly genesys: GenesysApi;
  readonly #folder: string;
  readonly #simulator: RunningSimulator;

  private constructor(folder: string, store: Store, simulator: RunningSimulator, genesys: GenesysApi) {
    this.#folder = folder;
    this.store = store;
    this.#simulator = simulator;
    this.genesys = genesys;
  }

  /** `lacking`: further OAuth clients, each by the permissions that it lacks. */
  static async open(
    options: {
      users?: number;
      lacking?: Readonly<Record<string, readonly string[]>>;
      /** Instead of an embedded one of its own. */
      openStore?: () => Promise<Store>;
    } = {},
  ): Promise<Environment> {
    const folder = mkdtempSync(join(tmpdir(), 'bridge-in-process-'));
    prepareDataFolder(join(folder, 'data'));
    const restricted = Object.entries(options.lacking ?? {}).map(([id, lacking]) => ({
      id,
      secret: 'secret',
      permissions: EVERY_PERMISSION.filter((permission) => !lacking.includes(permission)),
    }));
    const [store, simulator] = await Promise.all([
      options.openStore?.() ?? openStore({ dataFolder: join(folder, 'data'), log: silent }),
      startSimulator({
        port: 0,
        rateLimit: 0,
        ...(options.users === undefined ? {} : { users: options.users }),
        clients: [{ id: 'bridge', secret: 'secret' }, { id: 'observer', secret: 'secret' }, ...restricted],
      }),
    ]);
    return new Environment(folder, store, simulator, await GenesysApi.logIn(simulator.url));
  }

  async startBridge(options: BridgeOptions = {}): Promise<Bridge> {
    const { clientId = 'bridge', store = this.store } = options;
    const genesys = createGenesys({ gateway: this.#simulator.url, clientId, clientSecret: 'secret' });
    const policy = policyWith(options.policy ?? {});
    const hurried = hurry(await openQueue(store, silent), options);
    const offboardings = new Offboardings({ store, genesys, policy, log: silent, ...hurried });
    await offboardings.start();
    return new Bridge(store, genesys, offboardings, options.emailDomain);
  }

  /** Ids of active people whom Genesys alone knows. */
  async people(count: number): Promise<string[]> {
    return (await this.genesys.users('active', 100)).slice(0, count).map((user) => String(user.id));
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.#simulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export class Bridge {
  readonly users: UsersBackend;
  /** As `users`, for clients that may see only some people. */
  readonly scopedUsers: ScopedUsersBackend;
  readonly groups: GroupsBackend;
  readonly groupSettling: GroupSettling;
  readonly #store: Store;
  readonly #genesys: Genesys;
  readonly offboardings: Offboardings;

  constructor(store: Store, genesys: Genesys, offboardings: Offboardings, emailDomain: string | undefined) {
    this.#store = store;
    this.#genesys = genesys;
    this.offboardings = offboardings;
    const keep = [...KEEPABLE_ATTRIBUTES];
    this.users = new UsersBackend({
      store,
      genesys,
      offboardings,
      log: silent,
      division: 'Home',
      roleDivision: 'Home',
      defaultRoles: ['employee'],
      defaultCountry: 'US',
      keep,
      emailDomain,
    });
    const ownership = new Ownership(store);
    this.scopedUsers = new ScopedUsersBackend(this.users, store, ownership);
    this.groups = new GroupsBackend({
      store,
      genesys,
      ownership,
      policy: parsePolicy('', 'defaults').provisioning.groups,
    });
    // As if everything had been accepted a minute ago.
    const now = () => new Date(Date.now() + 60_000);
    this.groupSettling = new GroupSettling({ store, genesys, log: silent, now });
  }

  async stop(): Promise<void> {
    await this.offboardings.stop();
    await this.#genesys.close();
  }

  /** Looks at everybody who left, as it happens every day. */
  checkDrift(): Promise<number> {
    return this.offboardings.checkDrift(new Date(Date.now() + 1_000), new AbortController().signal);
  }

  /** A request's surroundings; `withinMs` is its deadline from now. */
  context(withinMs = 15_000, authority = 'idp'): ScimContext {
    return {
      requestId: randomUUID(),
      client: { name: authority, authority, scopes: ['users'], settings: settingsOf({}, authority) },
      baseUrl: 'http://bridge.test/scim/v2',
      deadline: Date.now() + withinMs,
      signal: AbortSignal.timeout(Math.max(withinMs, 1) + 5_000),
    };
  }

  get(id: string, authority?: string): Promise<ScimResource> {
    return this.users.get(id, NOTHING, this.context(15_000, authority));
  }

  create(attributes: JsonObject, context = this.context()): Promise<ScimResource> {
    return this.users.create(attributes, context, NOTHING);
  }

  /** As a PATCH does: what is undefined is taken away, the rest is replaced. */
  async change(
    id: string,
    changes: Readonly<Record<string, JsonObject[string] | undefined>>,
    context = this.context(),
  ): Promise<ScimResource> {
    const touches = (name: string) =>
      Object.hasOwn(changes, name) || Object.hasOwn(changes, name.slice(0, name.lastIndexOf(':')));
    const change = { touches, partial: true, wanted: NOTHING };
    const current = await this.users.getForChange(id, change, context);
    const next: JsonObject = { ...current.attributes };
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) delete next[name];
      else next[name] = value;
    }
    return await this.users.update(current, next, context, change);
  }

  deactivate(id: string, context?: ScimContext): Promise<ScimResource> {
    return this.change(id, { active: false }, context);
  }

  reactivate(id: string, context?: ScimContext): Promise<ScimResource> {
    return this.change(id, { active: true }, context);
  }

  remove(id: string, context = this.context()): Promise<void> {
    return this.users.remove(id, context);
  }

  list(startIndex: number, count: number): Promise<ResourcePage> {
    return this.users.list({ startIndex, count, wanted: NOTHING }, this.context());
  }

  listByCursor(
    count: number,
    position?: string,
    filter?: string,
    context = this.context(),
  ): Promise<CursorPage> {
    const query = {
      count,
      wanted: NOTHING,
      ...(position === undefined ? {} : { position }),
      ...(filter === undefined ? {} : { filter: parseFilter(filter, USER_SCHEMA) }),
    };
    return this.users.listByCursor(query, context);
  }

  listSorted(sortBy: string, descending = false): Promise<ResourcePage> {
    const by = resolveAttribute(USER_SCHEMA, sortBy, 'invalidPath');
    const query = { startIndex: 1, count: 200, sort: { by, descending }, wanted: NOTHING };
    return this.users.list(query, this.context());
  }

  search(filter: string): Promise<ResourcePage> {
    const parsed = parseFilter(filter, USER_SCHEMA);
    return this.users.list({ filter: parsed, startIndex: 1, count: 100, wanted: NOTHING }, this.context());
  }

  /** Newest first. */
  journeys(id: string): Promise<Offboarding[]> {
    return listOffboardings(this.#store.db, { userId: id, limit: 100 });
  }

  async steps(id: string): Promise<Record<string, OffboardingStep>> {
    const [latest] = await this.journeys(id);
    const steps = latest === undefined ? [] : await listSteps(this.#store.db, latest.id);
    return Object.fromEntries(steps.map((step) => [step.name, step]));
  }

  /** Waits until the person's latest journey has this status. */
  reached(id: string, status: Offboarding['status']): Promise<Offboarding> {
    return until(async () => {
      const [latest] = await this.journeys(id);
      return latest?.status === status ? latest : undefined;
    });
  }

  /** Waits until a step of the latest journey has this status. */
  stepReached(id: string, name: string, status: OffboardingStep['status']): Promise<OffboardingStep> {
    return until(async () => {
      const step = (await this.steps(id))[name];
      return step?.status === status ? step : undefined;
    });
  }
}

/** All of a person that an offboarding may touch, and what it must not. */
export async function pictureOf(genesys: GenesysApi, id: string): Promise<unknown> {
  const expand = '?expand=groups,skills,languages,team,employerInfo';
  const [user, roles, queues, station] = await Promise.all([
    genesys.user(id, expand),
    genesys.directRoles(id),
    genesys.queues(id),
    genesys.station(id),
  ]);
  const { state, name, email, title, department, division, groups, skills, languages, team } = user;
  return {
    state,
    name,
    email,
    title,
    department,
    division: division.id,
    employerInfo: user.employerInfo,
    groups: groups?.map((group: { id: string }) => group.id).sort(),
    skills,
    languages,
    team,
    roles,
    queues: queues.map((queue) => `${queue.name} joined=${queue.joined}`).sort(),
    station: station.defaultStation?.id,
  };
}

/** What the promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
