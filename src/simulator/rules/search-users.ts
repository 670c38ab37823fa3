import { isUuid, type JsonObject } from '../http/check-input.ts';
import type { UserRecord } from '../organisation/model.ts';
import { type SearchDocument, searchDocument } from '../organisation/search-document.ts';
import type { World } from '../world.ts';
import { combine, exactValue, mentions } from './search-criteria.ts';
import { readCriteria, requireKnownFields, searchPage } from './search-page.ts';

interface Hit {
  readonly user: UserRecord;
  readonly document: SearchDocument;
}

const FIELDS: readonly string[] = [
  'name',
  'email',
  'state',
  'id',
  'username',
  'divisionId',
  'title',
  'department',
];

function read(document: SearchDocument, field: string): string | undefined {
  if (field === 'name' || field === 'email' || field === 'state' || field === 'id') return document[field];
  if (field === 'username' || field === 'divisionId') return document[field];
  const value = field === 'title' || field === 'department' ? document.profile[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The users whom the criteria can be about at all: few when an index answers, else everybody. */
function candidates(world: World, criteria: readonly unknown[]): Iterable<UserRecord> {
  const { users, search } = world.organisation;
  const email = exactValue(criteria, 'email');
  const id = exactValue(criteria, 'id');
  if (email === undefined && id === undefined) return users.all();
  const indexed = email === undefined ? undefined : users.findByEmail(email);
  const byId = id !== undefined && isUuid(id) ? users.get(id) : undefined;
  // Whoever has changed lately may still be found under the old address.
  const lagging = search
    .unsettled(world.now(), world.behaviour.amount('searchLagMs'))
    .map((userId) => users.get(userId));
  return new Set([indexed, byId, ...lagging].filter((user) => user !== undefined));
}

/** `UsersSearchResponse`; FACTS 1.3: active users only, unless a criterion is about the state. */
export function searchUsers(world: World, body: JsonObject, render: (user: UserRecord) => object): object {
  const criteria = readCriteria(body);
  const matches = combine(criteria, read);
  requireKnownFields(world, criteria, FIELDS);
  const anyState = mentions(criteria, 'state') || !world.behaviour.isOn('searchFindsActiveOnly');
  const lagMs = world.behaviour.amount('searchLagMs');
  const { search } = world.organisation;
  const now = world.now();
  const found: Hit[] = [];
  for (const user of candidates(world, criteria)) {
    const earlier = search.before(user.id, now, lagMs);
    const document = earlier === undefined ? searchDocument(user) : earlier.value;
    if (document === undefined || (!anyState && document.state !== 'active')) continue;
    if (matches(document)) found.push({ user, document });
  }
  return searchPage(found, body, {
    maxPageSize: world.behaviour.amount('searchMaxPageSize'),
    type: 'users',
    sortKey: ({ document }, field) => read(document, field) ?? '',
    render: ({ user, document }) => ({ ...render(user), state: document.state }),
  });
}
