import { isObject, isTextList, type JsonObject, objectBody } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import { renderUser } from '../rules/render-user.ts';
import { searchUsers } from '../rules/search-users.ts';
import type { World } from '../world.ts';
import { anyOf, type Call, type Operation, ok, type Reply } from './operation.ts';

function search(world: World, request: JsonObject): Reply {
  const expand = isTextList(request.expand) ? request.expand : [];
  return ok(searchUsers(world, request, (user) => renderUser(world, user, expand)));
}

function postSearch({ world, body }: Call): Reply {
  return search(world, objectBody(body));
}

/** `q64` is the body of the other search, as Base64; the links of an answer carry such values. */
function readQ64(query: URLSearchParams): JsonObject {
  const q64 = query.get('q64');
  if (q64 === null || q64 === '') {
    throw badRequest("Query parameter 'q64' is required.", 'invalid.query.param.value');
  }
  try {
    const request: unknown = JSON.parse(Buffer.from(q64, 'base64').toString('utf8'));
    if (isObject(request)) return request;
  } catch {
    // Falls through to the refusal.
  }
  throw badRequest("Query parameter 'q64' is not Base64 of a search request.", 'invalid.query.param.value');
}

function getSearch({ world, query }: Call): Reply {
  const expand = query.getAll('expand').flatMap((value) => value.split(','));
  const request = readQ64(query);
  return search(world, expand.length > 0 ? { ...request, expand } : request);
}

const VIEW = anyOf('directory:user:view');

export const userSearchOperations: readonly Operation[] = [
  { method: 'GET', path: '/users/search', permissions: VIEW, handle: getSearch },
  { method: 'POST', path: '/users/search', permissions: VIEW, handle: postSearch },
];
