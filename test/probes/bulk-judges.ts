import { expect } from 'vitest';
import { isJsonObject, objectsIn } from '../../src/scim/json.ts';
import { type Answer, BASE_URL, type ScimServer } from '../http/scim/harness.ts';

export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** The operations' statuses, in the order of the request. */
export function statuses(...expected: string[]) {
  return ({ status, body }: Answer): void => {
    expect([status, body.detail]).toEqual([200, undefined]);
    expect(body.Operations.map((operation: { status: string }) => operation.status)).toEqual(expected);
  };
}

function groupsNamed(server: ScimServer, name: string) {
  return [...server.groups.resources.values()].filter(({ attributes }) => attributes.displayName === name);
}

/** The user whom an operation has created. */
function newcomer(server: ScimServer): string | undefined {
  return [...server.users.resources.values()].find(
    ({ attributes }) => attributes.userName === 'new@example.com',
  )?.id;
}

/** Exactly one group has this name, and the new user as its only member. */
export function createdGroup(name: string) {
  return (_answer: Answer, server: ScimServer): void => {
    const created = groupsNamed(server, name);
    expect(created).toHaveLength(1);
    expect(created[0]?.attributes.members).toEqual([expect.objectContaining({ value: newcomer(server) })]);
  };
}

/** The groups A and B are each other's only member. */
export function circle(_answer: Answer, server: ScimServer): void {
  const [a, b] = ['A', 'B'].map((name) => groupsNamed(server, name));
  expect([a?.length, b?.length]).toEqual([1, 1]);
  const memberOf = (group: NonNullable<typeof a>[number] | undefined) =>
    objectsIn(group?.attributes.members)
      .filter(isJsonObject)
      .map(({ value }) => value);
  expect(memberOf(a?.[0])).toEqual([b?.[0]?.id]);
  expect(memberOf(b?.[0])).toEqual([a?.[0]?.id]);
}

/** The first operation created a user, the others changed and removed one; each result says where. */
export function createdChangedRemoved({ body }: Answer, server: ScimServer): void {
  const ids = [newcomer(server), 'u0001', 'u0002'];
  expect(body.Operations.map(({ location }: { location: string }) => location)).toEqual(
    ids.map((id) => `${BASE_URL}/Users/${id}`),
  );
  expect(server.users.attributesOf('u0001').active).toBe(false);
  expect(server.users.resources.has('u0002')).toBe(false);
}

/** The one result is that of the operation that failed; u0001 is still there. */
export function stopped({ body }: Answer, server: ScimServer): void {
  expect(body.Operations).toHaveLength(1);
  expect(server.users.resources.has('u0001')).toBe(true);
}
