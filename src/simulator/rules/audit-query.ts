import { isObject, type JsonObject, optionalChoice, requiredText } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import {
  AUDIT_FILTERS,
  AUDITED,
  type AuditEntry,
  type AuditFilter,
  type AuditQuery,
} from '../organisation/audit-log.ts';
import type { World } from '../world.ts';
import { readInterval } from './interval.ts';
import { selfUri } from './render-user.ts';

function readFilter(value: unknown): AuditFilter {
  if (!isObject(value)) throw badRequest('A filter must be a JSON object.');
  const property = optionalChoice(value, 'property', AUDIT_FILTERS);
  if (property === undefined) throw badRequest("The field 'property' of a filter is required.");
  return { property, value: requiredText(value, 'value') };
}

function listOf(body: JsonObject, field: 'filters' | 'sort'): readonly unknown[] {
  const value = body[field] ?? [];
  if (Array.isArray(value)) return value;
  throw badRequest(`The field '${field}' must be a list.`);
}

function isDescending(sort: readonly unknown[]): boolean {
  return sort.some((item) => {
    if (!isObject(item)) throw badRequest('A sort must be a JSON object.');
    return optionalChoice(item, 'sortOrder', ['ascending', 'descending'] as const) === 'descending';
  });
}

export function readAuditQuery(body: JsonObject): AuditQuery {
  const interval = readInterval(body.interval);
  const serviceName = body.serviceName ?? undefined;
  if (
    serviceName !== undefined &&
    (typeof serviceName !== 'string' || !Object.hasOwn(AUDITED, serviceName))
  ) {
    throw badRequest(`Service [${String(serviceName)}] is not audited.`, 'invalid.value');
  }
  const filters = listOf(body, 'filters').map(readFilter);
  const sort = listOf(body, 'sort');
  const request = {
    interval: body.interval,
    filters,
    sort,
    ...(serviceName === undefined ? {} : { serviceName }),
  };
  return { request, interval, serviceName, filters, descending: isDescending(sort) };
}

function filteredValue(entry: AuditEntry, property: AuditFilter['property']): string | undefined {
  if (property === 'ClientId') return entry.clientId;
  if (property === 'Action') return entry.action;
  if (property === 'EntityType') return entry.entityType;
  // No person does anything here: all that happens is done by OAuth clients.
  return property === 'EntityId' ? entry.entity.id : undefined;
}

/** What a reader finds who looked at the log at this time. */
export function findAudits(world: World, query: AuditQuery, at: number): AuditEntry[] {
  const visibleUntil = at - world.behaviour.amount('auditLagMs');
  const found = world.organisation.audit
    .entries()
    .filter((entry) => entry.at <= visibleUntil)
    .filter((entry) => entry.at >= query.interval.start && entry.at < query.interval.end)
    .filter((entry) => query.serviceName === undefined || entry.service === query.serviceName)
    .filter((entry) =>
      query.filters.every(({ property, value }) => filteredValue(entry, property) === value),
    );
  return query.descending ? found.reverse() : found;
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  User: 'users',
  UserPresence: 'users',
  AccessToken: 'users',
  Role: 'authorization/roles',
  Queue: 'routing/queues',
  DirectoryGroup: 'groups',
  Team: 'teams',
  ManagementUnit: 'users',
  GDPRRequest: 'gdpr/requests',
};

/** `AuditLogMessage`. */
export function renderAudit({ organisation }: World, entry: AuditEntry): object {
  const { id, service, entityType, action, entity, changes, at, clientId } = entry;
  const collection = COLLECTIONS[entityType];
  return {
    id,
    userHomeOrgId: organisation.id,
    client: { id: clientId, selfUri: selfUri('oauth/clients', clientId) },
    remoteIp: ['127.0.0.1'],
    serviceName: service,
    level: 'USER',
    eventDate: new Date(at).toISOString(),
    message: { message: `${action} of ${entityType} ${entity.name}` },
    action,
    entity: {
      id: entity.id,
      name: entity.name,
      ...(collection === undefined ? {} : { selfUri: selfUri(collection, entity.id) }),
    },
    entityType,
    status: 'SUCCESS',
    transactionInitiator: true,
    propertyChanges: changes,
    context: {},
  };
}
