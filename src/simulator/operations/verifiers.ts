import { notFound } from '../http/platform-error.ts';
import type { Verifier } from '../organisation/model.ts';
import { liveUser } from '../rules/find-record.ts';
import { anyOf, type Call, NO_CONTENT, type Operation, ok, pathId, type Reply } from './operation.ts';

function heldBy(call: Call): { userId: string; verifiers: readonly Verifier[] } {
  const { organisation } = call.world;
  const { id } = liveUser(organisation, pathId(call, 'userId'));
  return { userId: id, verifiers: organisation.verifiers.get(id) ?? [] };
}

function listVerifiers(call: Call): Reply {
  const { userId, verifiers } = heldBy(call);
  const selfUri = `/api/v2/users/${userId}/verifiers`;
  const entities = verifiers.map((verifier) => ({ ...verifier, selfUri: `${selfUri}/${verifier.id}` }));
  return ok({ total: entities.length, entities, selfUri });
}

function deleteVerifier(call: Call): Reply {
  const { userId, verifiers } = heldBy(call);
  const verifierId = pathId(call, 'verifierId');
  const left = verifiers.filter(({ id }) => id !== verifierId);
  if (left.length === verifiers.length) throw notFound(`verifier ${verifierId} of the user`);
  call.world.organisation.verifiers.set(userId, left);
  return NO_CONTENT;
}

export const verifierOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users/{userId}/verifiers',
    permissions: anyOf('mfa:verifier:view'),
    handle: listVerifiers,
  },
  {
    method: 'DELETE',
    path: '/users/{userId}/verifiers/{verifierId}',
    permissions: anyOf('mfa:verifier:delete'),
    handle: deleteVerifier,
  },
];
