/** Genesys Cloud's own audit trail (FACTS section 10). */

import type { AuditApi } from 'purecloud-platform-client-v2';
import { z } from 'zod';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { assertUuid } from './ids.ts';
import type { Operation } from './operation.ts';

export interface AuditQuery {
  /** Two ISO 8601 times with a slash between them. */
  readonly interval: string;
  /** One of `services`; all of them unless given. */
  readonly serviceName?: string;
  readonly property: 'EntityId' | 'ClientId';
  readonly value: string;
}

const text = z.string().exactOptional();
const reference = z.object({ id: text, name: text });

const auditEntry = z.object({
  id: z.string(),
  eventDate: z.string(),
  serviceName: text,
  entityType: text,
  action: text,
  status: text,
  entity: reference.exactOptional(),
  /** Who did it: a person, or an OAuth client. */
  user: reference.exactOptional(),
  client: reference.exactOptional(),
  propertyChanges: z
    .array(
      z.object({
        property: text,
        oldValues: z.array(z.string()).exactOptional(),
        newValues: z.array(z.string()).exactOptional(),
      }),
    )
    .exactOptional(),
  context: z.record(z.string(), z.string()).exactOptional(),
});

export type GenesysAuditEntry = z.infer<typeof auditEntry>;

export interface AuditExecution {
  readonly id: string;
  readonly state: string;
}

export interface AuditPage {
  readonly entries: readonly GenesysAuditEntry[];
  /** Leads to the next page; absent on the last one. */
  readonly next: string | undefined;
}

export interface Audits {
  /** Starts a query over everything that Genesys keeps; it goes through states and then has results. */
  start(query: AuditQuery, options: CallOptions): Promise<AuditExecution>;
  state(transactionId: string, options: CallOptions): Promise<AuditExecution>;
  results(transactionId: string, cursor: string | undefined, options: CallOptions): Promise<AuditPage>;
  /** The last 14 days of certain services, at once; `next` is the number of the next page. */
  latest(query: AuditQuery, page: string | undefined, options: CallOptions): Promise<AuditPage>;
  /** Names of the services that are audited. */
  services(options: CallOptions): Promise<readonly string[]>;
}

const START: Operation = { method: 'POST', path: '/api/v2/audits/query', repeatable: true };
const STATE: Operation = { method: 'GET', path: '/api/v2/audits/query/{transactionId}' };
const RESULTS: Operation = { method: 'GET', path: '/api/v2/audits/query/{transactionId}/results' };
const LATEST: Operation = { method: 'POST', path: '/api/v2/audits/query/realtime', repeatable: true };
const SERVICES: Operation = { method: 'GET', path: '/api/v2/audits/query/servicemapping' };

/** FACTS section 13: the largest that official code asks for. */
const PAGE_SIZE = 500;

const execution = z.object({ id: z.string(), state: z.string() });
const resultsPage = z
  .object({ entities: z.array(auditEntry).default([]), cursor: z.string().optional() })
  .transform(
    ({ entities, cursor }): AuditPage => ({
      entries: entities,
      next: cursor === '' || entities.length === 0 ? undefined : cursor,
    }),
  );
const latestPage = z
  .object({
    entities: z.array(auditEntry).default([]),
    pageNumber: z.number().default(1),
    pageCount: z.number().default(1),
  })
  .transform(
    ({ entities, pageNumber, pageCount }): AuditPage => ({
      entries: entities,
      next: entities.length > 0 && pageNumber < pageCount ? String(pageNumber + 1) : undefined,
    }),
  );
const serviceMapping = z
  .object({ services: z.array(z.object({ name: z.string() })).default([]) })
  .transform(({ services }) => services.map(({ name }) => name));

function toBody({ interval, serviceName, property, value }: AuditQuery) {
  return {
    interval,
    filters: [{ property, value }],
    ...(serviceName === undefined ? {} : { serviceName }),
  };
}

export function createAudits(api: AuditApi, caller: Caller): Audits {
  return {
    start: (query, options) =>
      caller.read(execution, START, options, () => api.postAuditsQuery(toBody(query))),

    async state(transactionId, options) {
      assertUuid(transactionId);
      return await caller.read(execution, STATE, options, () =>
        api.getAuditsQueryTransactionId(transactionId),
      );
    },

    async results(transactionId, cursor, options) {
      assertUuid(transactionId);
      const query = { pageSize: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
      return await caller.read(resultsPage, RESULTS, options, () =>
        api.getAuditsQueryTransactionIdResults(transactionId, query),
      );
    },

    latest(query, page, options) {
      const body = { ...toBody(query), pageSize: PAGE_SIZE, pageNumber: Number(page ?? 1) };
      return caller.read(latestPage, LATEST, options, () => api.postAuditsQueryRealtime(body));
    },

    services: (options) =>
      caller.read(serviceMapping, SERVICES, options, () => api.getAuditsQueryServicemapping()),
  };
}
