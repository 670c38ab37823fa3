/** The people whom all servers of the benchmark hold. */

import type { JsonObject, ScimResource } from '../../src/scim/backend.ts';

export const PEOPLE = 10_000;
export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function userNameOf(number: number): string {
  return `person${number}@example.com`;
}

export function createPeople(): ScimResource[] {
  return Array.from({ length: PEOPLE }, (_, index) => createPerson(index + 1));
}

function createPerson(number: number): ScimResource {
  return {
    id: idOf(number),
    meta: {
      created: '2024-01-01T00:00:00.000Z',
      lastModified: '2024-06-01T00:00:00.000Z',
      version: `W/"${number}"`,
    },
    attributes: attributesOf(number),
  };
}

function attributesOf(number: number): JsonObject {
  const userName = userNameOf(number);
  return {
    externalId: `00u${number}`,
    userName,
    name: { formatted: `Given Family${number}`, givenName: 'Given', familyName: `Family${number}` },
    displayName: `Given Family${number}`,
    title: number % 2 === 0 ? 'Agent' : 'Manager',
    active: true,
    emails: [{ value: userName, type: 'work', primary: true }],
    phoneNumbers: [{ value: `tel:+1555${number}`, type: 'work' }],
    groups: [{ value: idOf(number % 100), display: `Team ${number % 100}` }],
    [ENTERPRISE_URN]: { department: 'Sales', employeeNumber: String(number) },
  };
}
