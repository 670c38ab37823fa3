/** From a Genesys user, what the bridge keeps and how the person stands, to a SCIM User. */

import type { ExternalId, GenesysUser, RoleGrant } from '../genesys/models.ts';
import type { Standing } from '../offboarding/offboardings.ts';
import type { Progress } from '../offboarding/progress.ts';
import { isUnderWay } from '../offboarding/progress.ts';
import type { JsonObject, ResourceMeta, ScimResource } from '../scim/backend.ts';
import type {
  EnterpriseUserAttributes,
  GenesysUserAttributes,
  OffboardingUserAttributes,
  UserAttributes,
} from '../scim/schema/resource-types.ts';
import { type KeptUser, toKey } from '../store/kept-users.ts';
import { type Draft, definedOnly, isObject, type NamedBy, readText } from './attribute-values.ts';
import type { EntitlementRules } from './entitlements/rules.ts';
import { showRatings, showRoles } from './entitlements/show.ts';
import { keptCoreAttributes, keptEnterpriseAttributes, toJson } from './kept-attributes.ts';
import { showPhones } from './mapping/phone-slots.ts';
import { ENTERPRISE_URN, GENESYS_URN, OFFBOARDING_URN } from './urns.ts';

/** How an installation maps what Genesys holds. */
export interface MappingRules extends EntitlementRules {
  /** ISO 3166-1 alpha-2, of phone numbers in national form. */
  readonly defaultCountry: string | undefined;
}

export interface KnownUser {
  readonly user: GenesysUser;
  readonly kept: KeptUser | undefined;
  readonly externalId: string | undefined;
  readonly standing: Standing | undefined;
  /** Direct grants of all divisions; undefined when they were not read. */
  readonly grants?: readonly RoleGrant[] | undefined;
  /** External ids under authorities that are no SCIM client; undefined when they were not read. */
  readonly foreignIds?: readonly ExternalId[] | undefined;
}

/** What was last accepted counts until it is carried out, and the Genesys state afterwards. */
export function isActive({ user, standing }: KnownUser): boolean {
  const offboarding = standing?.offboarding;
  if (standing === undefined || offboarding === undefined || !isUnderWay(offboarding)) {
    return user.state === 'active';
  }
  return standing.person.wanted === 'active';
}

/** A userName that was the e-mail address follows it; any other is the identity provider's own. */
export function userNameOf({ user, kept }: Pick<KnownUser, 'user' | 'kept'>): string {
  if (kept === undefined) return user.email;
  const key = toKey(kept.userName);
  return key === kept.emailKey && key !== toKey(user.email) ? user.email : kept.userName;
}

/** Who it is, for the audit trail's erasable part. */
export function identityOf(known: KnownUser): {
  readonly name: string;
  readonly userName: string;
  readonly email: string;
} {
  return { name: known.user.name, userName: userNameOf(known), email: known.user.email };
}

function splitName(name: string): JsonObject {
  const words = name.trim().split(/\s+/);
  const family = words.length > 1 ? words.at(-1) : undefined;
  const given = words.length > 1 ? words.slice(0, -1).join(' ') : name;
  const parts: Draft<NonNullable<UserAttributes['name']>> = {
    formatted: name,
    givenName: given,
    familyName: family,
  };
  return definedOnly({ ...parts });
}

function nameOf({ user, kept }: KnownUser): JsonObject {
  const name = toJson(kept?.attributes.name);
  return isObject(name) && kept?.genesysName === user.name ? name : splitName(user.name);
}

function emailsOf({ user, kept }: KnownUser): JsonObject[] {
  const stored = toJson(kept?.attributes.emails);
  const emails = Array.isArray(stored) ? stored.filter(isObject) : [];
  const holds = (address: string) => (email: JsonObject) => toKey(readText(email, 'value') ?? '') === address;
  if (emails.some(holds(toKey(user.email)))) return emails;
  const written = emails.find(holds(kept?.emailKey ?? ''));
  if (written === undefined) return [{ value: user.email, type: 'work', primary: true }, ...emails];
  return emails.map((email) => (email === written ? { ...email, value: user.email } : email));
}

function enterpriseOf({ user, kept }: KnownUser): JsonObject {
  return definedOnly({
    employeeNumber: user.employerInfo?.employeeId || undefined,
    dateHire: user.employerInfo?.dateHire || undefined,
    department: user.department || undefined,
    division: user.division?.name,
    manager: user.manager === undefined ? undefined : { value: user.manager.id },
    ...keptEnterpriseAttributes(kept?.attributes ?? {}),
  } satisfies NamedBy<EnterpriseUserAttributes>);
}

/** A list without elements is unassigned. */
function assigned(list: JsonObject[] | undefined): JsonObject[] | undefined {
  return list !== undefined && list.length > 0 ? list : undefined;
}

function phonesOf({ user, kept }: KnownUser, { defaultCountry }: MappingRules): JsonObject[] {
  const stored = toJson(kept?.attributes.phoneNumbers);
  return showPhones(user.addresses, Array.isArray(stored) ? stored.filter(isObject) : [], defaultCountry);
}

function extensionOf(known: KnownUser, isAway: boolean): JsonObject {
  return definedOnly({
    routingSkills: assigned(showRatings(known, 'routingSkills', isAway)),
    routingLanguages: assigned(showRatings(known, 'routingLanguages', isAway)),
    externalIds: assigned(known.foreignIds?.map(({ authority, key }) => ({ authority, value: key }))),
  } satisfies NamedBy<GenesysUserAttributes>);
}

function groupsOf(user: GenesysUser, baseUrl: string): JsonObject[] {
  return (user.groups ?? []).map((group) =>
    definedOnly({
      value: group.id,
      display: group.name,
      $ref: `${baseUrl}/Groups/${group.id}`,
      type: 'direct',
    } satisfies Draft<NonNullable<UserAttributes['groups']>[number]>),
  );
}

function metaOf({ user, kept }: KnownUser): ResourceMeta {
  const changed = kept !== undefined && kept.updatedAt > kept.createdAt;
  const revision = changed ? `.${kept.updatedAt.getTime().toString(36)}` : '';
  return {
    version: `W/"${user.version}${revision}"`,
    ...(kept === undefined
      ? {}
      : { created: kept.createdAt.toISOString(), lastModified: kept.updatedAt.toISOString() }),
  };
}

function progressOf(progress: Progress): JsonObject {
  const { status, requestedAt, lockedOutAt, completedAt, steps } = progress;
  return definedOnly({
    status,
    requestedAt,
    lockedOutAt,
    completedAt,
    steps: steps?.map((step) => ({ ...step })),
  } satisfies Draft<OffboardingUserAttributes>);
}

export function toScimUser(
  known: KnownUser,
  baseUrl: string,
  rules: MappingRules,
  progress?: Progress,
): ScimResource {
  const { user, kept, externalId } = known;
  const active = isActive(known);
  const extension = extensionOf(known, !active);
  return {
    id: user.id,
    meta: metaOf(known),
    attributes: definedOnly({
      externalId,
      userName: userNameOf(known),
      name: nameOf(known),
      displayName: user.name,
      title: user.title || undefined,
      active,
      emails: emailsOf(known),
      ...keptCoreAttributes(kept?.attributes ?? {}),
      phoneNumbers: assigned(phonesOf(known, rules)),
      groups: assigned(groupsOf(user, baseUrl)),
      roles: assigned(showRoles(known, !active, rules)),
      [ENTERPRISE_URN]: enterpriseOf(known),
      [GENESYS_URN]: Object.keys(extension).length > 0 ? extension : undefined,
      [OFFBOARDING_URN]: progress === undefined ? undefined : progressOf(progress),
    } satisfies NamedBy<UserAttributes>),
  };
}
