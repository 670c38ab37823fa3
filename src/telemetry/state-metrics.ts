/**
 * Gauges of what is, not of what this process did: they are read when somebody asks for the metrics. What comes from
 * the database is the same on every instance.
 */

import { Gauge, type Registry } from 'prom-client';

/** What the database says. */
export interface StoredState {
  /** Open offboardings and returns by their status. */
  readonly offboardings: Readonly<Record<string, number>>;
  /** Open steps by their status. */
  readonly openSteps: Readonly<Record<string, number>>;
  readonly oldestStuckSince: Date | undefined;
  /** Requests to look at somebody: due, for later, or under way on some instance. */
  readonly looks: Readonly<Record<string, number>>;
  /** What webhooks are still to be told, or could not be told. */
  readonly notifications: Readonly<Record<string, number>>;
  readonly guards: readonly GuardState[];
  readonly audit: {
    readonly entries: number;
    /** The last time that an instance verified the whole trail. */
    readonly check: { readonly at: Date; readonly intact: boolean } | undefined;
  };
}

export interface GuardState {
  readonly client: string;
  /** People deactivated within the window. */
  readonly departures: number;
  /** As many are let pass; undefined where the guard is off. */
  readonly limit: number | undefined;
  /** People whose deactivation is held back; undefined while the client is not held. */
  readonly heldBack: number | undefined;
}

/** What this process knows of Genesys Cloud. */
export interface GenesysState {
  readonly answers: boolean;
  readonly inFlight: number;
  /** Calls that wait for their turn, by priority. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly allowances: readonly Allowance[];
}

interface Allowance {
  readonly oauthClient: string;
  /** Requests that Genesys has counted in this minute, and those on the way. */
  readonly used: number;
  /** Undefined when Genesys sets no limit. */
  readonly limit: number | undefined;
}

export interface StateSources {
  readonly stored: () => Promise<StoredState>;
  readonly genesys: () => GenesysState;
}

/** Several scrapers within this time share one look at the database. */
const FRESH_MS = 5_000;
/** Metrics are wanted most when the database does not answer. */
const PATIENCE_MS = 3_000;

function createGauges(registry: Registry) {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `bridge_${name}`, help, labelNames, registers: [registry] });
  return {
    databaseUp: gauge('database_up', 'Whether the database answered when these metrics were asked for'),
    /** From the database, one series each. */
    stored: {
      oldestStuck: gauge(
        'offboarding_oldest_stuck_seconds',
        'For how long the step that is stuck longest has been stuck; 0 when none is',
      ),
      auditEntries: gauge('audit_entries', 'Entries of the audit trail'),
      auditIntact: gauge('audit_intact', 'Whether the audit trail was intact when it was last verified'),
      auditCheck: gauge('audit_check_timestamp_seconds', 'When the audit trail was last verified'),
    },
    /** From the database, one series for each label. */
    storedSeries: {
      offboardings: gauge('offboardings', 'Offboardings and returns under way', ['status']),
      openSteps: gauge('offboarding_open_steps', 'Steps that still have to be done', ['status']),
      looks: gauge('queue_looks', 'Requests in the job queue to look at a person', ['state']),
      notifications: gauge('notifications', 'What webhooks are still to be told, or could not be told', [
        'status',
      ]),
      guardHeldBack: gauge(
        'guard_held_back',
        'People whose deactivation the guard holds back, for each SCIM client that it holds',
        ['client'],
      ),
      guardDepartures: gauge('guard_departures', 'People deactivated within the window of the guard', [
        'client',
      ]),
      guardLimit: gauge('guard_limit', 'So many deactivations the guard lets pass within its window', [
        'client',
      ]),
    },
    genesysAnswers: gauge('genesys_answers', 'Whether calls are let through to Genesys Cloud'),
    genesysInFlight: gauge('genesys_calls_in_flight', 'Calls on the way to Genesys Cloud'),
    genesysWaiting: gauge('genesys_calls_waiting', 'Calls that wait for their turn', ['priority']),
    allowanceUsed: gauge(
      'genesys_allowance_used',
      'Requests of this minute that Genesys Cloud has counted, and those on the way',
      ['oauth_client'],
    ),
    allowanceLimit: gauge('genesys_allowance_limit', 'Requests a minute that Genesys Cloud allows', [
      'oauth_client',
    ]),
  };
}

/** Sets one series for each name; series of names that are gone disappear. */
function show<Label extends string>(
  gauge: Gauge<Label>,
  label: Label,
  values: Iterable<readonly [string, number | undefined]>,
): void {
  gauge.reset();
  for (const [name, value] of values) {
    if (value === undefined) continue;
    const labels: Partial<Record<Label, string>> = {};
    labels[label] = name;
    gauge.set(labels, value);
  }
}

export class StateMetrics {
  readonly #sources: StateSources;
  readonly #gauges: ReturnType<typeof createGauges>;
  readonly #now: () => number;
  #reading: { readonly at: number; readonly done: Promise<void> } | undefined;

  constructor(registry: Registry, sources: StateSources, now: () => number = Date.now) {
    this.#sources = sources;
    this.#gauges = createGauges(registry);
    this.#now = now;
    this.#forgetStored();
  }

  /** Reads everything anew; never rejects. */
  async refresh(): Promise<void> {
    this.#showGenesys(this.#sources.genesys());
    const at = this.#now();
    if (this.#reading === undefined || at - this.#reading.at >= FRESH_MS) {
      this.#reading = { at, done: this.#readStored() };
    }
    await this.#reading.done;
  }

  async #readStored(): Promise<void> {
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(late.resolve, PATIENCE_MS, undefined);
    const read = this.#sources.stored().catch(() => undefined);
    const stored = await Promise.race([read, late.promise]);
    clearTimeout(timer);
    this.#gauges.databaseUp.set(stored === undefined ? 0 : 1);
    if (stored === undefined) this.#forgetStored();
    else this.#showStored(stored);
  }

  /** Old values would hide that nobody knows. */
  #forgetStored(): void {
    for (const gauge of Object.values(this.#gauges.stored)) gauge.remove();
    for (const gauge of Object.values(this.#gauges.storedSeries)) gauge.reset();
  }

  #showStored(state: StoredState): void {
    const { offboardings, openSteps, oldestStuckSince, looks, notifications, guards, audit } = state;
    const { stored, storedSeries } = this.#gauges;
    const stuckMs = oldestStuckSince === undefined ? 0 : this.#now() - oldestStuckSince.getTime();
    stored.oldestStuck.set(Math.max(0, stuckMs / 1000));
    stored.auditEntries.set(audit.entries);
    if (audit.check !== undefined) {
      stored.auditIntact.set(audit.check.intact ? 1 : 0);
      stored.auditCheck.set(audit.check.at.getTime() / 1000);
    }
    show(storedSeries.offboardings, 'status', Object.entries(offboardings));
    show(storedSeries.openSteps, 'status', Object.entries(openSteps));
    show(storedSeries.looks, 'state', Object.entries(looks));
    show(storedSeries.notifications, 'status', Object.entries(notifications));
    const byClient = (value: keyof Omit<GuardState, 'client'>) =>
      guards.map((guard) => [guard.client, guard[value]] as const);
    show(storedSeries.guardHeldBack, 'client', byClient('heldBack'));
    show(storedSeries.guardDepartures, 'client', byClient('departures'));
    show(storedSeries.guardLimit, 'client', byClient('limit'));
  }

  #showGenesys({ answers, inFlight, waiting, allowances }: GenesysState): void {
    const gauges = this.#gauges;
    gauges.genesysAnswers.set(answers ? 1 : 0);
    gauges.genesysInFlight.set(inFlight);
    show(gauges.genesysWaiting, 'priority', Object.entries(waiting));
    show(
      gauges.allowanceUsed,
      'oauth_client',
      allowances.map(({ oauthClient, used }) => [oauthClient, used]),
    );
    show(
      gauges.allowanceLimit,
      'oauth_client',
      allowances.map(({ oauthClient, limit }) => [oauthClient, limit]),
    );
  }
}
