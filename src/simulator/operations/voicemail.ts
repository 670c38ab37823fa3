import { objectBody } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { UserRecord, VoicemailPolicy } from '../organisation/model.ts';
import { liveUser } from '../rules/find-record.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

function userOf(call: Call): UserRecord {
  return liveUser(call.world.organisation, pathId(call, 'userId'));
}

function policyOf(call: Call, user: UserRecord): VoicemailPolicy {
  const policy = call.world.organisation.voicemailPolicies.get(user.id);
  if (policy !== undefined) return policy;
  const modifiedAt = user.presenceAt;
  return { enabled: true, alertTimeoutSeconds: 18, sendEmailNotifications: true, modifiedAt };
}

/** `VoicemailUserPolicy`; the PIN is taken and never shown. */
function render({ modifiedAt, ...policy }: VoicemailPolicy): object {
  return { ...policy, modifiedDate: new Date(modifiedAt).toISOString() };
}

function getPolicy(call: Call): Reply {
  return ok(render(policyOf(call, userOf(call))));
}

function patchPolicy(call: Call): Reply {
  const user = userOf(call);
  const current = policyOf(call, user);
  const body = objectBody(call.body);
  const { enabled = current.enabled, alertTimeoutSeconds = current.alertTimeoutSeconds } = body;
  const { sendEmailNotifications = current.sendEmailNotifications } = body;
  if (typeof enabled !== 'boolean' || typeof sendEmailNotifications !== 'boolean') {
    throw badRequest("The fields 'enabled' and 'sendEmailNotifications' must be true or false.");
  }
  if (typeof alertTimeoutSeconds !== 'number' || !Number.isInteger(alertTimeoutSeconds)) {
    throw badRequest("The field 'alertTimeoutSeconds' must be an integer.");
  }
  const policy = { enabled, alertTimeoutSeconds, sendEmailNotifications, modifiedAt: call.now };
  call.world.organisation.voicemailPolicies.set(user.id, policy);
  return ok(render(policy));
}

const PATH = '/voicemail/userpolicies/{userId}';
const OTHERS = anyOf('telephony:plugin:all', 'voicemail:userPolicy:viewOther');

export const voicemailOperations: readonly Operation[] = [
  { method: 'GET', path: PATH, permissions: OTHERS, handle: getPolicy },
  { method: 'PATCH', path: PATH, permissions: OTHERS, handle: patchPolicy },
];
