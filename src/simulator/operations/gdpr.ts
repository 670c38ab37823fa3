import { randomUUID } from 'node:crypto';
import { isObject, objectBody } from '../http/check-input.ts';
import { booleanParameter, choiceParameter, listPage, readPaging } from '../http/listing.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import type { GdprRequest, UserRecord } from '../organisation/model.ts';
import { recordAudit } from '../rules/audit.ts';
import { fulfil, GDPR_TERM_TYPES, readGdprRequest, statusOf } from '../rules/gdpr-request.ts';
import { after } from '../rules/later.ts';
import { reference, selfUri } from '../rules/render-user.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

const MAX_PAGE_SIZE = 100;

function render(request: GdprRequest, status: string): object {
  const { id, type, terms, userId, clientId, startedAt } = request;
  return {
    id,
    createdBy: reference('oauth/clients', clientId),
    replacementTerms: terms,
    requestType: type,
    createdDate: new Date(startedAt).toISOString(),
    status,
    subject: { userId },
    ...(type === 'GDPR_EXPORT' && status === 'COMPLETED'
      ? { resultsUrl: `/api/v2/downloads/${id}`, resultsUrls: [`/api/v2/downloads/${id}`] }
      : {}),
    selfUri: selfUri('gdpr/requests', id),
  };
}

function postRequest({ world, client, query, body, now }: Call): Reply {
  const confirmed = booleanParameter(query, 'deleteConfirmed') ?? false;
  const { type, terms, user } = readGdprRequest(world, objectBody(body), confirmed);
  const durationMs = world.behaviour.amount('gdprRequestMs');
  const { clientId } = client;
  const request = { id: randomUUID(), type, terms, userId: user.id, clientId, startedAt: now, durationMs };
  world.organisation.gdprRequests.set(request.id, request);
  recordAudit(world, clientId, {
    service: 'GDPR',
    entityType: 'GDPRRequest',
    action: 'Create',
    entity: { id: request.id, name: type },
    changes: [{ property: 'subject', oldValues: [], newValues: [user.id] }],
  });
  after(world, durationMs, () => fulfil(world, request));
  return ok(render(request, 'INITIATED'));
}

function listRequests({ world, query, now }: Call): Reply {
  const requests = [...world.organisation.gdprRequests.values()].reverse();
  const paging = readPaging(query, MAX_PAGE_SIZE);
  return ok(listPage(requests, paging, '/api/v2/gdpr/requests', (one) => render(one, statusOf(one, now))));
}

function getRequest(call: Call): Reply {
  const id = pathId(call, 'requestId');
  const request = call.world.organisation.gdprRequests.get(id);
  if (request === undefined) throw notFound(`GDPR request ${id}`);
  return ok(render(request, statusOf(request, call.now)));
}

function phoneNumbersOf({ profile }: UserRecord): string[] {
  const contacts: unknown = profile.addresses;
  if (!Array.isArray(contacts)) return [];
  return contacts
    .filter(isObject)
    .flatMap(({ address }) => (typeof address === 'string' && address.startsWith('+') ? [address] : []));
}

function isAbout(user: UserRecord, type: (typeof GDPR_TERM_TYPES)[number], value: string): boolean {
  const wanted = value.toLowerCase();
  if (type === 'NAME') return user.name.toLowerCase() === wanted;
  if (type === 'EMAIL') return user.email.toLowerCase() === wanted;
  if (type === 'PHONE') return phoneNumbersOf(user).includes(value);
  return type === 'EXTERNAL_ID' && user.externalIds.some(({ externalKey }) => externalKey === value);
}

/** `GDPRSubjectEntityListing`: people in any state, deleted ones too. */
function listSubjects({ world, query }: Call): Reply {
  const type = choiceParameter(query, 'searchType', GDPR_TERM_TYPES);
  const value = query.get('searchValue') ?? '';
  if (type === undefined || value === '') {
    throw badRequest(
      "Query parameters 'searchType' and 'searchValue' are required.",
      'invalid.query.param.value',
    );
  }
  const found = world.organisation.users.all().filter((user) => isAbout(user, type, value));
  const paging = { pageSize: Math.max(1, found.length), pageNumber: 1 };
  return ok(
    listPage(found, paging, '/api/v2/gdpr/subjects', (user) => ({
      name: user.name,
      userId: user.id,
      emailAddresses: [user.email],
      phoneNumbers: phoneNumbersOf(user),
    })),
  );
}

const VIEW = anyOf('gdpr:request:view');

export const gdprOperations: readonly Operation[] = [
  { method: 'GET', path: '/gdpr/requests', permissions: VIEW, handle: listRequests },
  { method: 'POST', path: '/gdpr/requests', permissions: anyOf('gdpr:request:add'), handle: postRequest },
  { method: 'GET', path: '/gdpr/requests/{requestId}', permissions: VIEW, handle: getRequest },
  { method: 'GET', path: '/gdpr/subjects', permissions: anyOf('gdpr:subject:view'), handle: listSubjects },
];
