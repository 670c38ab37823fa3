import { isObject, type JsonObject } from '../http/check-input.ts';
import type { Group, Named, Proficiency, UserRecord } from '../organisation/model.ts';
import { divisionOf } from '../rules/find-record.ts';
import { groupsOf, listedMembers } from '../rules/group-influence.ts';
import type { World } from '../world.ts';
import { ENTERPRISE, GROUP, OWN_AUTHORITY, PURECLOUD, USER } from './urns.ts';

/** SCIM's words for the types of phone numbers that the simulator knows. */
export const PHONE_TYPES: Readonly<Record<string, string>> = {
  work: 'WORK',
  work2: 'WORK2',
  work3: 'WORK3',
  work4: 'WORK4',
  home: 'HOME',
  mobile: 'MOBILE',
  other: 'OTHER',
};

/** FACTS 11: matches the ETag header. */
export function versionOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/** The contact addresses as they were sent. */
export function addressesOf({ profile }: UserRecord): JsonObject[] {
  return Array.isArray(profile.addresses) ? profile.addresses.filter(isObject) : [];
}

export function isPhoneNumber({ mediaType, address }: JsonObject): boolean {
  return mediaType === 'PHONE' && typeof address === 'string';
}

export function isWorkEmail({ mediaType, type }: JsonObject): boolean {
  return mediaType === 'EMAIL' && type === 'WORK';
}

function renderPhones(user: UserRecord): object[] {
  return addressesOf(user)
    .filter(isPhoneNumber)
    .map(({ address, type }) => ({
      value: address,
      type: Object.keys(PHONE_TYPES).find((name) => PHONE_TYPES[name] === type) ?? 'other',
      primary: type === 'WORK',
    }));
}

function renderEmails(user: UserRecord): object[] {
  const work = addressesOf(user).filter(isWorkEmail);
  return [
    { value: user.email, type: 'other', primary: true },
    ...work.map(({ address }) => ({ value: address, type: 'work', primary: false })),
  ];
}

function renderProficiencies(known: ReadonlyMap<string, Named>, held: readonly Proficiency[]): object[] {
  return held.map(({ id, proficiency }) => ({ name: known.get(id)?.name ?? id, proficiency }));
}

function renderEnterprise({ organisation }: World, user: UserRecord): object {
  const { department, employerInfo } = user.profile;
  const { employeeId, dateHire } = isObject(employerInfo) ? employerInfo : {};
  const { managerId } = user;
  return {
    division: divisionOf(organisation, user.divisionId).name,
    department,
    employeeNumber: employeeId,
    dateHire,
    ...(managerId === undefined
      ? {}
      : { manager: { value: managerId, $ref: `/api/v2/scim/v2/users/${managerId}` } }),
  };
}

/** `ScimV2User`. */
export function renderScimUser(world: World, user: UserRecord): JsonObject {
  const { organisation } = world;
  const roles = new Set(user.grants.map(({ roleId }) => organisation.roles.get(roleId)?.name));
  const own = user.externalIds.find(({ authorityName }) => authorityName === OWN_AUTHORITY);
  return {
    schemas: [USER, ENTERPRISE, PURECLOUD],
    id: user.id,
    active: user.state === 'active',
    userName: user.email,
    displayName: user.name,
    title: user.profile.title,
    phoneNumbers: renderPhones(user),
    emails: renderEmails(user),
    externalId: own?.externalKey,
    groups: groupsOf(world, user).map(({ id }) => ({
      type: 'Group',
      value: id,
      $ref: `/api/v2/scim/v2/groups/${id}`,
    })),
    roles: [...roles].map((value) => ({ value })),
    [ENTERPRISE]: renderEnterprise(world, user),
    [PURECLOUD]: {
      routingSkills: renderProficiencies(organisation.skills, user.skills),
      routingLanguages: renderProficiencies(organisation.languages, user.languages),
      externalIds: user.externalIds
        .filter((id) => id !== own)
        .map(({ authorityName, externalKey }) => ({ authority: authorityName, value: externalKey })),
    },
    meta: {
      resourceType: 'User',
      location: `/api/v2/scim/v2/users/${user.id}`,
      version: versionOf(user),
    },
  };
}

/** `ScimV2Group`. */
export function renderScimGroup(world: World, group: Group): JsonObject {
  return {
    schemas: [GROUP],
    id: group.id,
    displayName: group.name,
    members: [...listedMembers(world, group)].map((id) => ({
      type: 'User',
      value: id,
      $ref: `/api/v2/scim/v2/users/${id}`,
    })),
    meta: {
      resourceType: 'Group',
      lastModified: new Date(group.modifiedAt).toISOString(),
      location: `/api/v2/scim/v2/groups/${group.id}`,
      version: versionOf(group),
    },
  };
}
