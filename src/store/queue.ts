import { type Kysely, sql, type Transaction } from 'kysely';
import type { PoolConfig } from 'pg';
import { type ConstructorOptions, fromKysely, PgBoss } from 'pg-boss';
import type { Logger } from '../telemetry/logger.ts';
import { type Look, Looks, type LookTurn } from './looks.ts';
import type { Store } from './open.ts';
import { explainOutage } from './outage.ts';
import type { Database } from './tables.ts';

export type { LookTurn } from './looks.ts';

/** Requests to look at a person. A look compares what is wanted with what is done, so one too many is harmless. */
export interface WorkQueue {
  /**
   * Asks for a look at this person, not before `after`; inside `transaction` it commits or rolls back with
   * it. A later look holds no earlier one back.
   */
  request(userId: string, options: LookOptions, transaction?: Transaction<Database>): Promise<void>;
  /** Those of the people for whom no look is due or under way. */
  findUnasked(userIds: readonly string[]): Promise<string[]>;
  /**
   * Makes due what was handed back before the database's clock was set back: until its time came again it would hold
   * up every other look at the person.
   */
  freeHeldUp(): Promise<void>;
  /**
   * Starts handling; never twice at once for one person, on any instance. A look that throws is repeated with
   * back-off.
   */
  start(handle: LookHandler): void;
  /**
   * A request for this person was committed: looks for it at once. With `interrupt` the look under way in this
   * process ends, since the new request overtakes it.
   */
  announce(userId: string, options: { readonly interrupt: boolean }): void;
  /** Aborts the looks under way and hands them back; done within 5 s. */
  stop(): Promise<void>;
}

export interface LookOptions {
  /** Goes before all that is not urgent, and has workers of its own. */
  readonly urgent: boolean;
  /** Not urgent, but begun beside urgent ones: somebody who returns waits for it. */
  readonly beside?: boolean;
  readonly after?: Date;
}

export type LookHandler = (userId: string, turn: LookTurn) => Promise<void>;

const QUEUE = 'person';
const QUEUE_SCHEMA = 'pgboss';
const URGENT = 10;
const BESIDE = 5;
const NORMAL = 0;
/** Most of them wait at Genesys' gate, where company makes calls cheaper. */
const PLACES = 600;
const URGENT_PLACES = 150;
const STOP_LIMIT_MS = 4_000;
const OVERLAP_DELAY_MS = 5_000;
const LONGEST_BACK_OFF_MS = 60_000;
/** A later look within this time of another one is not asked for again. */
const SAME_TIME_MS = 1_000;
/** A time is as much later as the statement takes to the database, now more and now less. */
const ON_THE_WAY_MS = 1_000;
const LONGEST_RETRY_SECONDS = 5;
const FOREVER_SECONDS = 10 * 365 * 24 * 3600;

const QUEUE_SETTINGS = {
  notify: false,
  retryLimit: 1_000_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: LONGEST_RETRY_SECONDS,
  heartbeatSeconds: 10,
  // Dead instances are seen by their heartbeat; in a mass departure a look waits long for company and for its turns.
  expireInSeconds: 3_600,
  retentionSeconds: FOREVER_SECONDS,
  deleteAfterSeconds: 3600,
} as const;

export interface QueueOptions {
  /** Looks under way at once that are not urgent. */
  readonly places?: number;
  /** Urgent looks under way at once. */
  readonly urgentPlaces?: number;
  /** The clock by which later looks are asked for; the machine's unless given. */
  readonly now?: () => Date;
}

/** Opens the queue on the store; `start` begins to work on it. */
export async function openQueue(
  store: Store,
  log: Logger,
  { places = PLACES, urgentPlaces = URGENT_PLACES, now = () => new Date() }: QueueOptions = {},
): Promise<WorkQueue> {
  const boss = new PgBoss({
    ...bossDatabase(store),
    schema: QUEUE_SCHEMA,
    schedule: false,
    flowIntervalSeconds: 3600,
    // Each poll would be a trace of its own; ours follow the person, not the job.
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => log.error('The work queue reported an error.', { error }));
  boss.on('warning', (warning) => log.warn('The work queue reported a warning.', { warning }));
  await boss.start().catch((error: unknown) => {
    throw explainOutage(error);
  });
  // Neither a job in retry nor a failed one lets the next of its key pass: failures are therefore new jobs.
  await boss.createQueue(QUEUE, { policy: 'key_strict_fifo', ...QUEUE_SETTINGS });
  await boss.updateQueue(QUEUE, QUEUE_SETTINGS);
  // Fills the queue cache: a miss inside a transaction would wait for the embedded connection it holds.
  await boss.findJobs(QUEUE, { key: 'nobody', limit: 1 });
  if (store.kind === 'embedded') await handBackOrphans(store.db);
  return new BossQueue(boss, store.db, log, { places, urgentPlaces, now });
}

function bossDatabase(store: Store): ConstructorOptions {
  if (store.kind === 'postgres') {
    // pg-boss hands what it does not know itself on to pg.
    const connection: ConstructorOptions & Pick<PoolConfig, 'query_timeout' | 'keepAlive'> = {
      connectionString: store.databaseUrl,
      max: 4,
      connectionTimeoutMillis: 5_000,
      query_timeout: 60_000,
      keepAlive: true,
      application_name: 'genesys-scim-bridge queue',
      // How soon a dead instance's jobs are seen after their heartbeat has run out.
      superviseIntervalSeconds: 2,
      monitorIntervalSeconds: 2,
    };
    return connection;
  }
  return {
    db: { executeSql: (text, values) => store.pool.query(text, values) },
    backend: 'pglite',
    superviseIntervalSeconds: 30,
    monitorIntervalSeconds: 30,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
  };
}

/**
 * Has the look that is asked for later take place at once, also from a process that does not work on the queue. A
 * running bridge polls.
 */
export async function hastenLook(transaction: Transaction<Database>, userId: string): Promise<void> {
  await sql`
    update pgboss.job set start_after = now()
    where name = ${QUEUE} and singleton_key = ${userId} and state < 'active'
      and start_after > now()`.execute(transaction);
}

/** How many looks are due, asked for later and under way, on all instances. */
export async function countLooks(
  db: Kysely<Database>,
): Promise<Readonly<Record<'due' | 'later' | 'underWay', number>>> {
  const { rows } = await sql<{ due: number; later: number; under_way: number }>`
    select
      count(*) filter (where state < 'active' and start_after <= now()) as due,
      count(*) filter (where state < 'active' and start_after > now()) as later,
      count(*) filter (where state = 'active') as under_way
    from pgboss.job where name = ${QUEUE} and state <= 'active'`.execute(db);
  const { due = 0, later = 0, under_way: underWay = 0 } = rows[0] ?? {};
  return { due, later, underWay };
}

/** We hold the lock of the data folder, so whoever was working on these is dead. */
async function handBackOrphans(db: Kysely<Database>): Promise<void> {
  await sql`
    update pgboss.job set state = 'retry', start_after = now()
    where name = ${QUEUE} and state = 'active'`.execute(db);
}

function priorityOf({ urgent, beside }: Look): number {
  if (urgent) return URGENT;
  return beside === true ? BESIDE : NORMAL;
}

class BossQueue implements WorkQueue {
  readonly #boss: PgBoss;
  readonly #db: Kysely<Database>;
  readonly #log: Logger;
  readonly #options: Required<QueueOptions>;
  #looks: Looks | undefined;
  /** People being looked at in this process, also by a handler that outlived its job. */
  readonly #running = new Set<string>();

  constructor(boss: PgBoss, db: Kysely<Database>, log: Logger, options: Required<QueueOptions>) {
    this.#boss = boss;
    this.#db = db;
    this.#log = log;
    this.#options = options;
  }

  async request(userId: string, options: LookOptions, transaction?: Transaction<Database>): Promise<void> {
    const afterMs = options.after === undefined ? 0 : options.after.getTime() - this.#options.now().getTime();
    if (await this.#isAskedFor(userId, afterMs, transaction)) return;
    const look = { userId, urgent: options.urgent, beside: options.beside === true, failures: 0 };
    if (priorityOf(look) > NORMAL) await this.#raise(look, transaction);
    await this.#send(look, afterMs, transaction);
    if (transaction === undefined) this.#looks?.wake();
  }

  async findUnasked(userIds: readonly string[]): Promise<string[]> {
    if (userIds.length === 0) return [];
    const { rows } = await sql<{ singleton_key: string }>`
      select distinct singleton_key from pgboss.job
      where name = ${QUEUE} and singleton_key in (${sql.join(userIds)})
        and (state = 'active' or (state < 'active' and start_after <= now()))`.execute(this.#db);
    const asked = new Set(rows.map((row) => row.singleton_key));
    return userIds.filter((userId) => !asked.has(userId));
  }

  async freeHeldUp(): Promise<void> {
    await sql`
      update pgboss.job set start_after = now()
      where name = ${QUEUE} and state = 'retry'
        and start_after > now() + make_interval(secs => ${2 * LONGEST_RETRY_SECONDS})`.execute(this.#db);
  }

  start(handle: LookHandler): void {
    this.#looks = new Looks({
      boss: this.#boss,
      queue: QUEUE,
      urgentPriority: URGENT,
      besidePriority: BESIDE,
      ...this.#options,
      look: (look, turn) => this.#look(handle, look, turn),
      findOvertaken: (userIds) => this.#findHurried(userIds),
      log: this.#log,
    });
    this.#looks.start();
  }

  announce(userId: string, { interrupt }: { readonly interrupt: boolean }): void {
    if (interrupt) this.#looks?.interrupt(userId);
    this.#looks?.wake();
  }

  async stop(): Promise<void> {
    await this.#looks?.stop(STOP_LIMIT_MS);
    await this.#boss.stop({ graceful: false });
  }

  async #look(handle: LookHandler, look: Look, turn: LookTurn): Promise<void> {
    const { userId } = look;
    if (this.#running.has(userId)) {
      await this.#send(look, OVERLAP_DELAY_MS);
      return;
    }
    this.#running.add(userId);
    try {
      await handle(userId, turn);
    } catch (error) {
      if (turn.signal.aborted || turn.overtaken.aborted) throw error;
      await this.#lookAgain(look, error);
    } finally {
      this.#running.delete(userId);
    }
  }

  async #lookAgain(look: Look, error: unknown): Promise<void> {
    const delayMs = Math.min(1_000 * 2 ** look.failures, LONGEST_BACK_OFF_MS);
    this.#log.error('Looking at a person failed; it will be tried again.', { ...look, delayMs, error });
    await this.#send({ ...look, failures: look.failures + 1 }, delayMs);
  }

  /** Time is the database's own, which those of the instances may differ from. */
  async #send(look: Look, afterMs: number, transaction?: Transaction<Database>): Promise<void> {
    await this.#boss.send(QUEUE, look, {
      singletonKey: look.userId,
      priority: priorityOf(look),
      ...(afterMs > 0 && { startAfter: afterMs / 1_000 }),
      ...(transaction !== undefined && { db: fromKysely(transaction) }),
    });
  }

  async #isAskedFor(userId: string, afterMs: number, transaction?: Transaction<Database>): Promise<boolean> {
    // So near, the other look may have begun before this transaction is visible to it.
    if (afterMs < SAME_TIME_MS + ON_THE_WAY_MS) return false;
    const { rows } = await sql`
      select 1 from pgboss.job
      where name = ${QUEUE} and singleton_key = ${userId} and state < 'active'
        and start_after >= now() + make_interval(secs => ${(afterMs - ON_THE_WAY_MS) / 1_000})
        and start_after <= now() + make_interval(secs => ${(afterMs + SAME_TIME_MS) / 1_000})
      limit 1`.execute(transaction ?? this.#db);
    return rows.length > 0;
  }

  async #findHurried(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ singleton_key: string }>`
      select singleton_key from pgboss.job
      where name = ${QUEUE} and singleton_key in (${sql.join(userIds)}) and state < 'active'
        and start_after <= now() and priority >= ${URGENT}`.execute(this.#db);
    return new Set(rows.map((row) => row.singleton_key));
  }

  /** Jobs of one person run in order, so what is queued for the person already has to hurry as well. */
  async #raise(look: Look, transaction?: Transaction<Database>): Promise<void> {
    const priority = priorityOf(look);
    await sql`
      update pgboss.job set priority = ${priority}
      where name = ${QUEUE} and singleton_key = ${look.userId} and state < 'active'
        and start_after <= now() and priority < ${priority}`.execute(transaction ?? this.#db);
  }
}
