import { isTextList, listBody } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { UserRecord } from '../organisation/model.ts';
import { liveUser } from '../rules/find-record.ts';
import { changeUser } from '../rules/user-version.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

function getSkills(call: Call): Reply {
  return ok(userOf(call).profile.profileSkills ?? []);
}

/** FACTS 4: tags of the personal profile, which routing knows nothing of. */
function putSkills(call: Call): Reply {
  const user = userOf(call);
  const skills = listBody(call.body);
  if (!isTextList(skills)) throw badRequest('Profile skills must be texts.', 'invalid.value');
  const profileSkills = [...new Set(skills)];
  changeUser(call.world, call.client.clientId, user, () => {
    user.profile = { ...user.profile, profileSkills };
  });
  return ok(profileSkills);
}

const PATH = '/users/{userId}/profileskills';

export const profileSkillOperations: readonly Operation[] = [
  { method: 'GET', path: PATH, permissions: anyOf('directory:userProfile:view'), handle: getSkills },
  { method: 'PUT', path: PATH, permissions: anyOf('directory:userProfile:edit'), handle: putSkills },
];
