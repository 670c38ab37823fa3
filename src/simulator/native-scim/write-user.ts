import { isObject, isUuid, type JsonObject } from '../http/check-input.ts';
import type { ExternalId, Named, Proficiency, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { replaceGrants } from '../rules/grants.ts';
import { readProfileChange } from '../rules/user-profile.ts';
import { changeState } from '../rules/user-state.ts';
import { changeUser } from '../rules/user-version.ts';
import type { World } from '../world.ts';
import { addressesOf, isPhoneNumber, isWorkEmail, PHONE_TYPES } from './render.ts';
import { ScimRefusal } from './scim-error.ts';
import { ENTERPRISE, OWN_AUTHORITY, PURECLOUD } from './urns.ts';

function part(resource: JsonObject, name: string): JsonObject {
  const value = resource[name];
  return isObject(value) ? value : {};
}

function objects(value: unknown): JsonObject[] | undefined {
  return Array.isArray(value) ? value.filter(isObject) : undefined;
}

function idOfName(known: ReadonlyMap<string, Named>, name: unknown, what: string): string {
  for (const item of known.values()) if (item.name === name) return item.id;
  throw new ScimRefusal('invalidValue', `There is no ${what} '${String(name)}'.`);
}

/** Id of the division that the resource names, or undefined when it names none. */
export function namedDivision(organisation: Organisation, resource: JsonObject): string | undefined {
  const { division } = part(resource, ENTERPRISE);
  return division === undefined ? undefined : idOfName(organisation.divisions, division, 'division');
}

function phoneOf({ value, type }: JsonObject): JsonObject {
  const known = PHONE_TYPES[String(type ?? 'work')];
  const address = typeof value === 'string' ? value.replace(/^tel:/, '') : '';
  if (known !== undefined && /^\+\d{4,15}$/.test(address))
    return { address, mediaType: 'PHONE', type: known };
  throw new ScimRefusal('invalidValue', 'A phone number needs a type and a value in E.164 or a tel: URI.');
}

/** What SCIM does not show, such as extensions, stays. */
function addressesFrom(resource: JsonObject, user: UserRecord): JsonObject[] {
  const before = addressesOf(user);
  const phones = objects(resource.phoneNumbers)?.map(phoneOf);
  const emails = objects(resource.emails)
    ?.filter(({ type }) => type === 'work')
    .map(({ value }) => ({ address: value, mediaType: 'EMAIL', type: 'WORK' }));
  return [
    ...(phones ?? before.filter(isPhoneNumber)),
    ...(emails ?? before.filter(isWorkEmail)),
    ...before.filter((address) => !isPhoneNumber(address) && !isWorkEmail(address)),
  ];
}

/** The same in the words of `UpdateUser`. */
function profileFrom(resource: JsonObject, user: UserRecord): JsonObject {
  const { department, manager, employeeNumber, dateHire } = part(resource, ENTERPRISE);
  const { employerInfo } = user.profile;
  return {
    name: resource.displayName,
    email: resource.userName,
    title: resource.title,
    department,
    manager: isObject(manager) ? manager.value : undefined,
    addresses: addressesFrom(resource, user),
    employerInfo: { ...(isObject(employerInfo) ? employerInfo : {}), employeeId: employeeNumber, dateHire },
  };
}

function proficienciesFrom(
  known: ReadonlyMap<string, Named>,
  items: readonly JsonObject[],
  what: string,
): Proficiency[] {
  return items.map(({ name, proficiency }) => ({
    id: idOfName(known, name, what),
    proficiency: typeof proficiency === 'number' ? proficiency : 0,
  }));
}

function externalIdsFrom(resource: JsonObject, user: UserRecord): ExternalId[] {
  const listed = objects(part(resource, PURECLOUD).externalIds);
  const others = listed?.map(({ authority, value }) => ({
    authorityName: String(authority),
    externalKey: String(value),
  }));
  const own =
    typeof resource.externalId === 'string'
      ? [{ authorityName: OWN_AUTHORITY, externalKey: resource.externalId }]
      : [];
  const kept = user.externalIds.filter(({ authorityName }) => authorityName !== OWN_AUTHORITY);
  return [...own, ...(others ?? kept)];
}

function replaceExternalIds({ users }: Organisation, user: UserRecord, wanted: readonly ExternalId[]): void {
  const taken = wanted.find((id) => ![undefined, user].includes(users.findByExternalId(id)));
  if (taken !== undefined) {
    throw new ScimRefusal('invalidValue', `The external id '${taken.externalKey}' is another user's.`);
  }
  for (const id of user.externalIds) users.removeExternalId(user, id);
  for (const id of wanted) users.addExternalId(user, id);
}

function grantRoles(world: World, clientId: string, user: UserRecord, roles: readonly JsonObject[]): void {
  const { organisation } = world;
  const held = new Map(user.grants.map(({ roleId, divisionId }) => [roleId, divisionId]));
  const pairs = roles.map(({ value }) => {
    const roleId = idOfName(organisation.roles, value, 'role');
    return { roleId, divisionId: held.get(roleId) ?? organisation.homeDivision.id };
  });
  replaceGrants(world, clientId, user, pairs);
}

/**
 * Gives the user what the resource says; what it leaves out stays, except for single texts, which are cleared.
 * `active` true and false are the states active and inactive (FACTS 11).
 */
export function writeScimUser(world: World, clientId: string, user: UserRecord, resource: JsonObject): void {
  const { organisation } = world;
  if (resource.active !== undefined && typeof resource.active !== 'boolean') {
    throw new ScimRefusal('invalidValue', 'active must be true or false.');
  }
  const managerId = profileFrom(resource, user).manager;
  if (managerId !== undefined && !isUuid(managerId)) {
    throw new ScimRefusal('invalidValue', 'manager.value must be the id of a user.');
  }
  const profile = readProfileChange(world, user, profileFrom(resource, user));
  const divisionId = namedDivision(organisation, resource);
  const { routingSkills, routingLanguages } = part(resource, PURECLOUD);
  const skills = objects(routingSkills);
  const languages = objects(routingLanguages);
  const known = organisation;
  const held = {
    skills: skills && proficienciesFrom(known.skills, skills, 'routing skill'),
    languages: languages && proficienciesFrom(known.languages, languages, 'routing language'),
  };
  replaceExternalIds(organisation, user, externalIdsFrom(resource, user));
  changeUser(world, clientId, user, () => {
    profile();
    user.divisionId = divisionId ?? user.divisionId;
    user.skills = held.skills ?? user.skills;
    user.languages = held.languages ?? user.languages;
  });
  const roles = objects(resource.roles);
  if (roles !== undefined) grantRoles(world, clientId, user, roles);
  const state = resource.active === false ? 'inactive' : 'active';
  if (resource.active !== undefined && user.state !== state)
    changeState(world, user, { state, client: clientId });
}
