/** What a request asks of Genesys, decided and refused before the first write. */

import type { CallOptions } from '../genesys/call-options.ts';
import type { GenesysUser } from '../genesys/models.ts';
import type { JsonObject } from '../scim/backend.ts';
import { type DesiredUser, toDesiredUser } from './desired-user.ts';
import { refuseUnsupported } from './unsupported.ts';
import type { UserWriter } from './user-writer.ts';

export interface UserPlan {
  readonly desired: DesiredUser;
  /** Where the person is to move; undefined when the division stays. */
  readonly divisionId: string | undefined;
}

export async function planUser(
  attributes: JsonObject,
  user: GenesysUser | undefined,
  emailDomain: string | undefined,
  writer: UserWriter,
  call: CallOptions,
): Promise<UserPlan> {
  refuseUnsupported(attributes);
  const desired = toDesiredUser(attributes, emailDomain);
  const { divisionName, managerId } = desired;
  if (managerId !== '' && managerId !== user?.manager?.id) await writer.requireManager(managerId, call);
  const same = divisionName === undefined || user?.division?.name === divisionName;
  return { desired, divisionId: same ? undefined : await writer.resolveDivision(divisionName, call) };
}
