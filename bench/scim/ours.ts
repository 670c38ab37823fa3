/**
 * The bridge's own application over a backend in memory: everything but Genesys Cloud and the database, with its
 * log on standard output as `serve` has it.
 */

import type { Express } from 'express';
import { Router } from 'express';
import { BridgeError } from '../../src/errors.ts';
import type { AnsweredRequest } from '../../src/http/access-log.ts';
import { createApp } from '../../src/http/app.ts';
import { authenticateToken } from '../../src/http/authenticate.ts';
import { AuthenticationGate } from '../../src/http/authentication-gate.ts';
import { createBaseUrl } from '../../src/http/base-url.ts';
import { readRequestId } from '../../src/http/request-id.ts';
import { Admission } from '../../src/http/scim/admission.ts';
import { RequestLog } from '../../src/http/scim/request-log.ts';
import { createScimRouter } from '../../src/http/scim/router.ts';
import type {
  JsonObject,
  ListQuery,
  ResourceBackend,
  ResourcePage,
  ScimResource,
} from '../../src/scim/backend.ts';
import { conjunctEqualities } from '../../src/scim/filter/equalities.ts';
import { matches } from '../../src/scim/filter/match.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { createPeople } from './people.ts';

const CLIENT = {
  name: 'bench',
  authority: 'bench',
  scopes: ['users', 'groups'],
  settings: {
    patchAnswer: 200,
    scope: 'all',
    readOnly: false,
    dryRun: false,
    rate: { perSecond: 1_000_000, burst: 1_000_000 },
  },
} as const;

const LOG = createLogger({ level: 'info', format: 'json', destination: process.stdout });

const GATE = new AuthenticationGate({
  trustedProxies: [],
  clients: {},
  identify: async () => undefined,
  record: async () => undefined,
  log: LOG,
});

export function createOurs(token: string): Express {
  const metrics = new Metrics();
  const scim = createScimRouter({
    users: new PeopleBackend(),
    groups: new PeopleBackend(),
    authenticate: authenticateToken(async (given) => (given === token ? CLIENT : undefined), GATE),
    admission: new Admission({ log: LOG, onRefused: (kind) => metrics.countRefused(kind) }),
    baseUrl: createBaseUrl('https://scim.example.com'),
    requestId: readRequestId,
    answerWithinMs: 20_000,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  const health = { ready: async () => undefined, metrics: () => metrics.text() };
  // As the bridge has it by default.
  const requests = new RequestLog({ keep: 500, bodyBytes: 16_384 });
  const onScimRequest = (answered: AnsweredRequest) => requests.note(answered);
  return createApp({ scim, admin: Router(), oauth: Router(), health, log: LOG, metrics, onScimRequest });
}

function notFound(id: string): BridgeError {
  return new BridgeError(`No user has the id ${id}`, { code: 'user.not-found', status: 404 });
}

/** Looks users up by id and userName, as Genesys Cloud would; anything else it scans for. */
class PeopleBackend implements ResourceBackend {
  readonly #all = createPeople();
  readonly #positions = new Map(this.#all.map(({ id }, index) => [id, index]));
  readonly #byUserName = new Map(
    this.#all.map((person) => [String(person.attributes.userName).toLowerCase(), person.id]),
  );

  async get(id: string): Promise<ScimResource> {
    const person = this.#find(id);
    if (person === undefined) throw notFound(id);
    return person;
  }

  async list({ filter, startIndex, count }: ListQuery): Promise<ResourcePage> {
    if (filter === undefined) return this.#page(this.#all, startIndex, count);
    const named = conjunctEqualities(filter).find(({ attribute }) => attribute === 'userName');
    const id = this.#byUserName.get(String(named?.value).toLowerCase());
    const person = id === undefined ? undefined : this.#find(id);
    const candidates = named === undefined ? this.#all : person === undefined ? [] : [person];
    return this.#page(
      candidates.filter((candidate) => matches(filter, candidate)),
      startIndex,
      count,
    );
  }

  async create(): Promise<ScimResource> {
    throw new Error('The benchmark creates nobody');
  }

  async update(current: ScimResource, next: JsonObject): Promise<ScimResource> {
    const position = this.#positions.get(current.id);
    if (position === undefined) throw notFound(current.id);
    const updated = { ...current, attributes: next };
    this.#all[position] = updated;
    return updated;
  }

  async remove(): Promise<void> {
    throw new Error('The benchmark removes nobody');
  }

  #find(id: string): ScimResource | undefined {
    return this.#all[this.#positions.get(id) ?? -1];
  }

  #page(found: readonly ScimResource[], startIndex: number, count: number): ResourcePage {
    return { totalResults: found.length, resources: found.slice(startIndex - 1, startIndex - 1 + count) };
  }
}
