/** What administrators watch of this instance and of those beside it on the same database. */

import { hostname } from 'node:os';
import type { CallInfo, Genesys } from '../genesys/client.ts';
import type { AnsweredRequest } from '../http/access-log.ts';
import { EventFeed } from '../http/admin/event-feed.ts';
import { EventStreams } from '../http/admin/events.ts';
import { type GenesysNow, Overview } from '../http/admin/overview.ts';
import { readRequestId } from '../http/request-id.ts';
import { RequestLog, type RequestLogSize } from '../http/scim/request-log.ts';
import type { GuardPolicy } from '../offboarding/guard.ts';
import { readChanges, readPlace } from '../store/changes.ts';
import { Heartbeat } from '../store/heartbeat.ts';
import type { InstanceFigures } from '../store/instances.ts';
import type { Store } from '../store/open.ts';
import { CallMinutes } from '../telemetry/call-minutes.ts';
import type { Logger } from '../telemetry/logger.ts';
import { readGenesysState } from './bridge-state.ts';
import { readVersion } from './version.ts';

/** `oauthClients`: their ids in the order of the gate's lanes. */
function readGenesysNow(genesys: Genesys, oauthClients: readonly string[], calls: CallMinutes): GenesysNow {
  const { answersSince } = genesys.gateStatus();
  return {
    ...readGenesysState(genesys, oauthClients),
    answersSince: answersSince === undefined ? undefined : new Date(answersSince),
    lastAnswerAt: calls.lastAnswerAt,
    minutes: calls.list(),
  };
}

/** For the other instances. */
function describeCalls({ answers, allowances, minutes }: GenesysNow): InstanceFigures {
  const limit = allowances.reduce<number | undefined>(
    (sum, each) => (sum === undefined || each.limit === undefined ? undefined : sum + each.limit),
    0,
  );
  const used = allowances.reduce((sum, each) => sum + each.used, 0);
  return { answers, used, minutes, ...(limit === undefined ? {} : { limit }) };
}

export interface WatchingOptions {
  /** Id of this instance. */
  readonly instance: string;
  readonly store: Store;
  readonly policy: GuardPolicy;
  /** Asked when somebody looks: it is made later than what it reports its calls to. */
  readonly genesys: () => Genesys;
  /** Ids in the order of the gate's lanes. */
  readonly oauthClients: readonly string[];
  readonly requests: RequestLogSize;
  readonly log: Logger;
}

export class Watching {
  readonly overview: Overview;
  readonly streams: EventStreams;
  readonly requests: RequestLog;
  readonly #calls = new CallMinutes();
  readonly #feed: EventFeed;
  readonly #heartbeat: Heartbeat;

  constructor({ instance: id, store, policy, genesys, oauthClients, requests, log }: WatchingOptions) {
    const { db } = store;
    this.requests = new RequestLog(requests);
    const genesysNow = () => readGenesysNow(genesys(), oauthClients, this.#calls);
    this.#heartbeat = new Heartbeat({
      db,
      instance: { id, host: hostname(), version: readVersion(), startedAt: new Date() },
      figures: () => describeCalls(genesysNow()),
      log,
    });
    this.overview = new Overview({ store, policy, instance: id, genesysNow });
    this.#feed = new EventFeed({
      instance: id,
      readPlace: () => readPlace(db),
      readChanges: (since) => readChanges(db, since),
      log,
    });
    this.streams = new EventStreams(this.#feed);
  }

  async start(): Promise<void> {
    await this.#heartbeat.start();
  }

  noteCall(call: CallInfo): void {
    this.#calls.note(call);
  }

  /** A step has run here. */
  noteStep(): void {
    this.#feed.wake();
  }

  /** A SCIM request was answered here. */
  noteRequest(answered: AnsweredRequest): void {
    this.requests.note(answered);
    this.#feed.wake();
    this.#feed.publishSoon('request', readRequestId(answered.response));
  }

  /** To come before the server stops: streams would hold it up. */
  endStreams(): void {
    this.streams.close();
  }

  async stop(): Promise<void> {
    await this.#heartbeat.stop();
  }
}
