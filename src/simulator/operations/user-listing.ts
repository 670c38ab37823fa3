import { encodeCursor, readCursor } from '../http/cursor.ts';
import {
  choiceParameter,
  entityListing,
  isDescending,
  listParameter,
  readPaging,
  slicePage,
} from '../http/listing.ts';
import { badRequest } from '../http/platform-error.ts';
import { USER_STATES, type UserRecord, type UserState } from '../organisation/model.ts';
import { present } from '../rules/find-record.ts';
import { jabberIdOf, renderUser } from '../rules/render-user.ts';
import { anyOf, type Call, NO_PERMISSION, type Operation, ok, type Reply } from './operation.ts';

/** FACTS 1.3: listing inactive users further than this is refused. */
const INACTIVE_LISTING_LIMIT = 10_000;
const MAX_USER_IDS = 100;
const MAX_PAGE_SIZE = 500;

function stateOf(query: URLSearchParams): UserState | 'any' {
  return choiceParameter(query, 'state', [...USER_STATES, 'any'] as const) ?? 'active';
}

/** The part of the query that the links of a listing must keep. */
function filtersOf(query: URLSearchParams): string {
  const filters = new URLSearchParams(query);
  filters.delete('pageSize');
  filters.delete('pageNumber');
  return filters.size === 0 ? '' : `?${filters}`;
}

/** The users whom the query names one by one, or undefined when it names none. */
function namedUsers({ world, query }: Call): UserRecord[] | undefined {
  const directory = world.organisation.users;
  const ids = listParameter(query, 'id');
  const jabberIds = listParameter(query, 'jabberId');
  if (ids.length > 0 && jabberIds.length > 0) {
    throw badRequest("The parameter 'jabberId' cannot be used with 'id'.", 'invalid.query.param.value');
  }
  if (ids.length > MAX_USER_IDS || jabberIds.length > MAX_USER_IDS) {
    throw badRequest(`Only ${MAX_USER_IDS} users can be requested at a time.`, 'max.user.ids');
  }
  if (jabberIds.length > 0) return directory.all().filter((user) => jabberIds.includes(jabberIdOf(user)));
  return ids.length > 0 ? present(directory, ids) : undefined;
}

function listUsers(call: Call): Reply {
  const { world, query } = call;
  const paging = readPaging(query, MAX_PAGE_SIZE);
  const state = stateOf(query);
  const start = (paging.pageNumber - 1) * paging.pageSize;
  if (state === 'inactive' && start + paging.pageSize > INACTIVE_LISTING_LIMIT) {
    throw badRequest(`Inactive users cannot be listed beyond the first ${INACTIVE_LISTING_LIMIT}.`);
  }
  const named = namedUsers(call)?.filter((user) => state === 'any' || state === user.state);
  const range = { start, size: paging.pageSize, descending: isDescending(query) };
  const { users, total } =
    named === undefined
      ? world.organisation.users.page(state, range)
      : { users: slicePage(named, paging), total: named.length };
  const expand = listParameter(query, 'expand');
  const entities = users.map((user) => renderUser(world, user, expand));
  return ok(entityListing(entities, total, paging, `/api/v2/users${filtersOf(query)}`));
}

/** `UserCursorEntityListing`: no page is refused however far away it is; the last one has no cursor. */
function queryUsers({ world, query }: Call): Reply {
  const { pageSize } = readPaging(query, MAX_PAGE_SIZE);
  const state = stateOf(query);
  const range = { ordinal: readCursor(query, 'user'), size: pageSize + 1, descending: isDescending(query) };
  const found = world.organisation.users.after(state, range);
  const users = found.slice(0, pageSize);
  const last = found.length > pageSize ? users.at(-1) : undefined;
  const expand = listParameter(query, 'expand');
  const uri = (cursor: string | null) => {
    const wanted = new URLSearchParams(query);
    wanted.set('pageSize', String(pageSize));
    if (cursor !== null && cursor !== '') wanted.set('cursor', cursor);
    return `/api/v2/users/query?${wanted}`;
  };
  return ok({
    entities: users.map((user) => renderUser(world, user, expand)),
    results: users.length,
    selfUri: uri(query.get('cursor')),
    ...(last === undefined
      ? {}
      : { cursor: encodeCursor('user', last.ordinal), nextUri: uri(encodeCursor('user', last.ordinal)) }),
  });
}

export const userListingOperations: readonly Operation[] = [
  { method: 'GET', path: '/users', permissions: NO_PERMISSION, handle: listUsers },
  { method: 'GET', path: '/users/query', permissions: anyOf('directory:user:view'), handle: queryUsers },
];
