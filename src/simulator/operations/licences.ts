import { liveUser } from '../rules/find-record.ts';
import { heldGrants } from '../rules/grants.ts';
import { selfUri } from '../rules/render-user.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

/** Licences follow from the permissions of somebody's roles; which ones each role needs here. */
const LICENCE_OF_ROLE: Readonly<Record<string, string>> = {
  employee: 'collaborate',
  'Communicate - User': 'communicate',
  'Communicate - Admin': 'communicate',
  User: 'engage1',
  Supervisor: 'engage1',
  'Quality Evaluator': 'engage2',
  'Quality Administrator': 'engage2',
  'Workforce Management Agent': 'engage3',
  'Workforce Management Administrator': 'engage3',
};

/** `LicenseUser`: whoever holds no role, as an inactive person, needs no licence. */
function getLicences(call: Call): Reply {
  const { world } = call;
  const user = liveUser(world.organisation, pathId(call, 'userId'));
  const ids = new Set<string>();
  for (const { roleId } of heldGrants(world, user, false)) {
    const licence = LICENCE_OF_ROLE[world.organisation.roles.get(roleId)?.name ?? ''];
    if (licence !== undefined) ids.add(licence);
  }
  const licenses = [...ids].map((id) => ({
    id,
    permissions: { ids: [] },
    selfUri: selfUri('license/definitions', id),
  }));
  return ok({ id: user.id, licenses, selfUri: selfUri('license/users', user.id) });
}

export const licenceOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/license/users/{userId}',
    permissions: anyOf('authorization:grant:add', 'authorization:license:view'),
    handle: getLicences,
  },
];
