import { isTextList, objectBody } from '../http/check-input.ts';
import { renderUser } from '../rules/render-user.ts';
import { searchUsers } from '../rules/search-users.ts';
import { anyOf, type Call, type Operation, ok, type Reply } from './operation.ts';

function postSearch({ world, body }: Call): Reply {
  const request = objectBody(body);
  const expand = isTextList(request.expand) ? request.expand : [];
  return ok(searchUsers(world, request, (user) => renderUser(world, user, expand)));
}

export const userSearchOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/users/search',
    permissions: anyOf('directory:user:view'),
    handle: postSearch,
  },
];
