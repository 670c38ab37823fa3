import { randomUUID } from 'node:crypto';
import { objectBody } from '../http/check-input.ts';
import { encodeCursor, readCursor } from '../http/cursor.ts';
import { readPaging } from '../http/listing.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import { AUDITED, type AuditExecution } from '../organisation/audit-log.ts';
import { findAudits, readAuditQuery, renderAudit } from '../rules/audit-query.ts';
import { stateAt } from '../rules/progress.ts';
import { allOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

const MAX_PAGE_SIZE = 500;
/** FACTS 10: the query without a transaction looks back this far. */
const REALTIME_MS = 14 * 86_400_000;

function executionOf(call: Call): AuditExecution {
  const id = pathId(call, 'transactionId');
  const execution = call.world.organisation.auditQueries.get(id);
  if (execution === undefined) throw notFound(`audit query ${id}`);
  return execution;
}

function stateOf(execution: AuditExecution, now: number): string {
  return stateAt(['Queued', 'Running', 'Succeeded'], execution, now);
}

function renderStatus(execution: AuditExecution, now: number): object {
  const { request } = execution.query;
  return {
    id: execution.id,
    state: stateOf(execution, now),
    startDate: new Date(execution.startedAt).toISOString(),
    ...request,
  };
}

function postQuery({ world, body, now }: Call): Reply {
  const query = readAuditQuery(objectBody(body));
  if (query.serviceName === undefined && world.behaviour.isOn('auditQueryNeedsService')) {
    throw badRequest("The field 'serviceName' is required.");
  }
  const durationMs = world.behaviour.amount('auditQueryMs');
  const execution: AuditExecution = { id: randomUUID(), startedAt: now, durationMs, query };
  world.organisation.auditQueries.set(execution.id, execution);
  return ok(renderStatus(execution, now));
}

function getStatus(call: Call): Reply {
  return ok(renderStatus(executionOf(call), call.now));
}

function getResults(call: Call): Reply {
  const execution = executionOf(call);
  const { pageSize } = readPaging(call.query, MAX_PAGE_SIZE);
  const start = readCursor(call.query, 'audit') ?? 0;
  if (stateOf(execution, call.now) !== 'Succeeded') {
    throw badRequest('The results of the audit query are not available yet.');
  }
  const readyAt = execution.startedAt + execution.durationMs;
  const found = findAudits(call.world, execution.query, readyAt);
  const end = start + pageSize;
  const cursor = encodeCursor('audit', end);
  return ok({
    id: execution.id,
    pageSize,
    entities: found.slice(start, end).map((entry) => renderAudit(call.world, entry)),
    ...(end < found.length ? { cursor } : {}),
  });
}

function postRealtime({ world, body, now }: Call): Reply {
  const request = objectBody(body);
  const query = readAuditQuery(request);
  const { pageSize = 25, pageNumber = 1 } = request;
  if (
    typeof pageSize !== 'number' ||
    !Number.isInteger(pageSize) ||
    pageSize < 1 ||
    pageSize > MAX_PAGE_SIZE
  ) {
    throw badRequest(`The field 'pageSize' must be an integer from 1 to ${MAX_PAGE_SIZE}.`, 'invalid.value');
  }
  if (typeof pageNumber !== 'number' || !Number.isInteger(pageNumber) || pageNumber < 1) {
    throw badRequest("The field 'pageNumber' must be a positive integer.", 'invalid.value');
  }
  const found = findAudits(world, query, now).filter(({ at }) => at > now - REALTIME_MS);
  const start = (pageNumber - 1) * pageSize;
  return ok({
    entities: found.slice(start, start + pageSize).map((entry) => renderAudit(world, entry)),
    pageSize,
    pageNumber,
    total: found.length,
    pageCount: Math.ceil(found.length / pageSize),
  });
}

function getServiceMapping(): Reply {
  const services = Object.entries(AUDITED).map(([name, entities]) => ({
    name,
    entities: Object.entries(entities).map(([entity, actions]) => ({ name: entity, actions })),
  }));
  return ok({ services });
}

const VIEW = allOf('audits:audit:view');
const EXECUTION = '/audits/query/{transactionId}';

export const auditOperations: readonly Operation[] = [
  { method: 'POST', path: '/audits/query', permissions: VIEW, handle: postQuery },
  { method: 'POST', path: '/audits/query/realtime', permissions: VIEW, handle: postRealtime },
  { method: 'GET', path: '/audits/query/servicemapping', permissions: VIEW, handle: getServiceMapping },
  { method: 'GET', path: EXECUTION, permissions: VIEW, handle: getStatus },
  { method: 'GET', path: `${EXECUTION}/results`, permissions: VIEW, handle: getResults },
];
