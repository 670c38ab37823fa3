/**
 * Any interleaving ends in the state of the last accepted request: random requests of several clients, crashes
 * and lost connections between them, against the simulator, compared with the simplest model there is.
 */

import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import type { JsonObject } from '../../src/scim/backend.ts';
import { type Bridge, Environment } from './bridge-in-process.ts';
import { differences, type Picture, wholePicture } from './whole-picture.ts';

const IS_LONG = process.env.LONG_TESTS !== undefined;
/** In the long run sequences can be shared out to several processes, each with a seed of its own. */
const SEQUENCES = IS_LONG ? Number(process.env.MODEL_SEQUENCES ?? 2_000) : 40;
const SEED = Number(process.env.MODEL_SEED ?? 4_711);
/** Sequences that run side by side, each with people of its own; a crash hits them all. */
const LANES = 8;
const PATIENCE_MS = 60_000;
/** The waits of journeys would be most of the time. */
const PACE = 20;

type Wanted = 'active' | 'inactive' | 'removed';

interface Model {
  wanted: Wanted;
  title: string;
}

let environment: Environment;
let bridge: Bridge;
let crashing: Promise<void> = Promise.resolve();
let sequences = 0;
let commandsRun = 0;
let crashes = 0;

const POLICY = { deactivate: { release: 'all' }, restore: { reactivate: 'all', revive: 'all' } } as const;

/** The worker is stopped in the middle of whatever it does, and another bridge begins on the same database. */
async function crash(): Promise<void> {
  crashing = crashing.then(async () => {
    await bridge.stop();
    bridge = await environment.startBridge({ policy: POLICY, pace: PACE });
    crashes += 1;
  });
  await crashing;
}

/** Reads of the test's own, which neither a crash nor the connections that other lanes lose must disturb. */
async function steadily<T>(read: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    await crashing;
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof BridgeError) || error.status !== 503 || Date.now() > end) throw error;
      if (error.code !== 'genesys.closed') await wait(250);
    }
  }
}

class Leaver {
  readonly id: string;
  readonly before: Picture;
  readonly #sent: JsonObject;

  constructor(id: string, before: Picture, sent: JsonObject) {
    this.id = id;
    this.before = before;
    this.#sent = sent;
  }

  async wanted(): Promise<Wanted> {
    const row = await environment.store.db
      .selectFrom('person')
      .select('wanted')
      .where('user_id', '=', this.id)
      .executeTakeFirst();
    return row?.wanted ?? 'active';
  }

  async countActiveJourneys(): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from bridge.offboarding
      where user_id = ${this.id} and status in ('lockingOut', 'releasing', 'stuck', 'restoring')`.execute(
      environment.store.db,
    );
    return rows[0]?.n ?? 0;
  }

  async ask(request: Request): Promise<void> {
    const context = bridge.context(request.hasty ? 40 : 15_000, request.client);
    switch (request.what) {
      case 'deactivate':
        await bridge.deactivate(this.id, context);
        return;
      case 'reactivate':
        await bridge.reactivate(this.id, context);
        return;
      case 'remove':
        await bridge.remove(this.id, context);
        return;
      case 'create':
        await bridge.create({ ...this.#sent, active: true }, context);
        return;
      case 'update':
        await bridge.change(this.id, { title: request.title }, context);
        return;
    }
  }
}

interface Request {
  readonly what: 'deactivate' | 'reactivate' | 'remove' | 'create' | 'update';
  readonly client: string;
  /** Its client does not wait for the effect. */
  readonly hasty: boolean;
  readonly title: string;
}

const WANTED_BY: Readonly<Record<Request['what'], Wanted | undefined>> = {
  deactivate: 'inactive',
  reactivate: 'active',
  remove: 'removed',
  create: 'active',
  update: undefined,
};

/** Success, or why not; anything but an error of the bridge's own is a bug. */
async function outcomeOf(asked: Promise<void>): Promise<'done' | BridgeError> {
  try {
    await asked;
    return 'done';
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  }
}

type Command = fc.AsyncCommand<Model, Leaver>;

class Requests implements Command {
  readonly #requests: readonly Request[];

  constructor(requests: readonly Request[]) {
    this.#requests = requests;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, leaver: Leaver): Promise<void> {
    await crashing;
    commandsRun += 1;
    const outcomes = await Promise.all(this.#requests.map((request) => outcomeOf(leaver.ask(request))));
    const wanted = await leaver.wanted();
    const possible = new Set<Wanted>([model.wanted]);
    for (const [index, { what, title }] of this.#requests.entries()) {
      const target = WANTED_BY[what];
      if (target !== undefined) possible.add(target);
      if (what === 'update' && outcomes[index] === 'done') model.title = title;
    }
    expect([...possible]).toContain(wanted);
    const [only, ...others] = this.#requests;
    if (only !== undefined && others.length === 0) this.#expectAccepted(model, only, outcomes[0], wanted);
    model.wanted = wanted;
    expect(await leaver.countActiveJourneys()).toBeLessThanOrEqual(1);
  }

  #expectAccepted(
    model: Model,
    { what }: Request,
    outcome: 'done' | BridgeError | undefined,
    wanted: Wanted,
  ): void {
    const target = WANTED_BY[what];
    if (outcome === 'done' && target !== undefined) expect(wanted).toBe(target);
    if (model.wanted !== 'removed' || what === 'create') return;
    expect(wanted).toBe('removed');
    // A repeated removal may join one that is not done yet.
    if (what !== 'remove') expect(outcome).toBeInstanceOf(BridgeError);
  }

  toString(): string {
    return this.#requests
      .map(({ what, client, hasty }) => `${what} by ${client}${hasty ? ' in haste' : ''}`)
      .join(' while ');
  }
}

class Crash implements Command {
  check(): boolean {
    return true;
  }

  async run(): Promise<void> {
    await crash();
  }

  toString(): string {
    return 'crash';
  }
}

class LoseConnection implements Command {
  readonly #path: string;
  readonly #drop: 'before' | 'after';

  constructor(path: string, drop: 'before' | 'after') {
    this.#path = path;
    this.#drop = drop;
  }

  check(): boolean {
    return true;
  }

  async run(_model: Model, { id }: Leaver): Promise<void> {
    const path = this.#path.replace('{id}', id);
    await environment.genesys.fault({ path, drop: this.#drop, times: 1 });
  }

  toString(): string {
    return `the next connection for ${this.#path} is lost ${this.#drop} the effect`;
  }
}

const request = fc.record({
  what: fc.constantFrom('deactivate', 'reactivate', 'remove', 'create', 'update'),
  client: fc.constantFrom('okta', 'entra', 'hr'),
  hasty: fc.boolean(),
  title: fc.constantFrom('Agent', 'Senior Agent', 'Team Lead'),
} as const);

const PATHS = [
  '/api/v2/users/{id}/state',
  '/api/v2/tokens/{id}',
  '/api/v2/users/{id}',
  '/api/v2/users/{id}/queues',
  '/api/v2/routing/queues/*/members',
  '/api/v2/authorization/subjects/{id}/**',
];

const commands = fc.commands(
  [
    request.map((one) => new Requests([one])),
    request.map((one) => new Requests([one])),
    request.map((one) => new Requests([one])),
    fc.tuple(request, request).map((both) => new Requests(both)),
    fc
      .tuple(fc.constantFrom(...PATHS), fc.constantFrom('before', 'after'))
      .map(([path, drop]) => new LoseConnection(path, drop)),
    fc.constant(null).map(() => new Crash()),
  ],
  { maxCommands: 12, size: 'max' },
);

async function until(look: () => Promise<boolean>, what: () => Promise<string>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`never ${await what()}`);
    await wait(25);
  }
}

/** The end is what was last accepted, whatever happened before. */
async function expectEnd(model: Model, leaver: Leaver): Promise<void> {
  const { genesys } = environment;
  await crashing;
  await until(
    async () => (await leaver.countActiveJourneys()) === 0,
    async () => `settled: ${JSON.stringify(await bridge.steps(leaver.id))}`,
  );
  const after = await wholePicture(genesys, leaver.id);
  if (model.wanted === 'active') {
    const expected = new Map(leaver.before);
    const unexpected = differences(expected, after).filter((each) => !each.startsWith('title:'));
    expect(unexpected).toEqual([]);
    return;
  }
  expect(after.get('state')).toBe('"inactive"');
  const held = [...after.keys()].filter((name) => /^(role|skill|language) /.test(name));
  expect(held).toEqual([]);
  const found = await outcomeOf(steadily(() => bridge.get(leaver.id)).then(() => undefined));
  if (model.wanted === 'removed') expect(found).toMatchObject({ status: 404 });
  else expect(found).toBe('done');
}

beforeAll(async () => {
  environment = await Environment.open({ users: Math.ceil(SEQUENCES * 1.6) + 100 });
  bridge = await environment.startBridge({ policy: POLICY, pace: PACE });
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

async function listPeople(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; ids.length < count; page += 1) {
    const users = await environment.genesys.users('active', 500, page);
    if (users.length === 0) throw new Error(`only ${ids.length} people are active`);
    ids.push(...users.map(({ id }) => String(id)));
  }
  return ids;
}

it(`ends as last asked in ${SEQUENCES} random sequences`, { timeout: SEQUENCES * 5_000 }, async () => {
  const people = await listPeople(SEQUENCES);
  const oneSequence = fc.asyncProperty(commands, async (sequence) => {
    const id = people.pop();
    // A failure is made smaller with further people, while there are any.
    if (id === undefined) return;
    sequences += 1;
    await crashing;
    const before = await wholePicture(environment.genesys, id);
    const { groups: _groups, roles: _roles, ...sent } = (await steadily(() => bridge.get(id))).attributes;
    const leaver = new Leaver(id, before, sent);
    const model: Model = { wanted: 'active', title: '' };
    await fc.asyncModelRun(() => ({ model, real: leaver }), sequence);
    await environment.genesys.clearFaults();
    await expectEnd(model, leaver);
  });
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    fc.assert(oneSequence, {
      numRuns: Math.ceil(SEQUENCES / LANES),
      seed: SEED + lane,
      endOnFailure: true,
    }),
  );
  await Promise.all(lanes);
  process.stdout.write(
    `model: seed ${SEED}, ${sequences} sequences, ${commandsRun} requests, ${crashes} crashes\n`,
  );
});
