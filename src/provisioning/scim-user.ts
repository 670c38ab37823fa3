/** From a Genesys user, what the bridge keeps and how the person stands, to a SCIM User. */

import type { GenesysUser } from '../genesys/models.ts';
import type { Standing } from '../offboarding/offboardings.ts';
import type { Progress } from '../offboarding/progress.ts';
import { isUnderWay } from '../offboarding/progress.ts';
import type { JsonObject, ResourceMeta, ScimResource } from '../scim/backend.ts';
import type {
  EnterpriseUserAttributes,
  OffboardingUserAttributes,
  UserAttributes,
} from '../scim/schema/resource-types.ts';
import { type KeptUser, toKey } from '../store/kept-users.ts';
import { type Draft, definedOnly, isObject, type NamedBy, readText } from './attribute-values.ts';
import { keptCoreAttributes, keptEnterpriseAttributes, toJson } from './kept-attributes.ts';
import { ENTERPRISE_URN, OFFBOARDING_URN } from './urns.ts';

export interface KnownUser {
  readonly user: GenesysUser;
  readonly kept: KeptUser | undefined;
  readonly externalId: string | undefined;
  readonly standing: Standing | undefined;
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

export function toScimUser(known: KnownUser, baseUrl: string, progress: Progress | undefined): ScimResource {
  const { user, kept, externalId } = known;
  const groups = groupsOf(user, baseUrl);
  return {
    id: user.id,
    meta: metaOf(known),
    attributes: definedOnly({
      externalId,
      userName: userNameOf(known),
      name: nameOf(known),
      displayName: user.name,
      title: user.title || undefined,
      active: isActive(known),
      emails: emailsOf(known),
      ...keptCoreAttributes(kept?.attributes ?? {}),
      groups: groups.length > 0 ? groups : undefined,
      [ENTERPRISE_URN]: enterpriseOf(known),
      [OFFBOARDING_URN]: progress === undefined ? undefined : progressOf(progress),
    } satisfies NamedBy<UserAttributes>),
  };
}
