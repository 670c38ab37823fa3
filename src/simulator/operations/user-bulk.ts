import { isObject, isUuid, listBody } from '../http/check-input.ts';
import { entityListing } from '../http/listing.ts';
import { badRequest } from '../http/platform-error.ts';
import { liveUser } from '../rules/find-record.ts';
import { renderUser } from '../rules/render-user.ts';
import { changeUser } from '../rules/user-version.ts';
import { anyOf, type Call, type Operation, ok, type Reply } from './operation.ts';

/** FACTS 13: fifty users a request, and `acdAutoAnswer` is all that it can change. */
const MAX_USERS = 50;

function readPatches(body: unknown): { id: string; acdAutoAnswer: boolean }[] {
  const items = listBody(body);
  if (items.length === 0 || items.length > MAX_USERS) {
    throw badRequest(`Supply 1 to ${MAX_USERS} users.`);
  }
  return items.map((item) => {
    const { id, acdAutoAnswer } = isObject(item) ? item : {};
    if (!isUuid(id)) throw badRequest('Each user needs an id that is a valid UUID.', 'invalid.id');
    if (typeof acdAutoAnswer === 'boolean') return { id: id.toLowerCase(), acdAutoAnswer };
    throw badRequest("The field 'acdAutoAnswer' must be true or false.", 'invalid.value');
  });
}

function patchUsers({ world, client, body }: Call): Reply {
  const changes = readPatches(body).map(({ id, acdAutoAnswer }) => ({
    user: liveUser(world.organisation, id),
    acdAutoAnswer,
  }));
  for (const { user, acdAutoAnswer } of changes) {
    changeUser(world, client.clientId, user, () => {
      user.profile = { ...user.profile, acdAutoAnswer };
    });
  }
  const entities = changes.map(({ user }) => renderUser(world, user));
  const paging = { pageSize: entities.length, pageNumber: 1 };
  return ok(entityListing(entities, entities.length, paging, '/api/v2/users/bulk'));
}

export const userBulkOperations: readonly Operation[] = [
  {
    method: 'PATCH',
    path: '/users/bulk',
    permissions: anyOf('directory:user:edit', 'directory:organization:admin'),
    handle: patchUsers,
  },
];
