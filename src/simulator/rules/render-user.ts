import type { Division, Proficiency, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { World } from '../world.ts';
import { currentWork } from './conversations.ts';
import { divisionOf } from './find-record.ts';
import { heldGrants } from './grants.ts';
import { groupsOf } from './group-influence.ts';
import { routingStatusOf, systemPresence } from './presence.ts';

const EXPANDED_PROFILE_FIELDS = [
  'employerInfo',
  'locations',
  'profileSkills',
  'certifications',
  'biography',
  'languagePreference',
] as const;

/** Profile fields that are shown only when expanded. */
const HIDDEN: ReadonlySet<string> = new Set(EXPANDED_PROFILE_FIELDS);

export function selfUri(collection: string, id: string): string {
  return `/api/v2/${collection}/${id}`;
}

export function reference(collection: string, id: string): { id: string; selfUri: string } {
  return { id, selfUri: selfUri(collection, id) };
}

export function renderDivision(division: Division): object {
  const { id, name } = division;
  return { id, name, selfUri: selfUri('authorization/divisions', id) };
}

type Expansion = (world: World, user: UserRecord, now: number) => object;

const EXPANSIONS: ReadonlyMap<string, Expansion> = new Map<string, Expansion>(
  Object.entries({
    routingStatus: (_world, user, now) => ({ routingStatus: renderRoutingStatus(user, now) }),
    presence: (_world, user) => ({ presence: renderPresence(user) }),
    station: (world, user) => ({ station: renderStations(world.organisation, user) }),
    authorization: (world, user) => ({ authorization: renderAuthorization(world, user) }),
    team: (world, user) => renderTeam(world.organisation, user),
    groups: (world, user) => ({
      groups: groupsOf(world, user).map(({ id, name, type, rulesVisible, visibility }) => ({
        id,
        name,
        type,
        rulesVisible,
        visibility,
        selfUri: selfUri('groups', id),
      })),
    }),
    skills: (world, user) => ({
      skills: user.skills.map((held) => renderProficiency(world.organisation.skills, user, held, 'skill')),
    }),
    languages: (world, user) => ({
      languages: user.languages.map((held) =>
        renderProficiency(world.organisation.languages, user, held, 'language'),
      ),
    }),
    dateLastLogin: (_world, user) =>
      user.tokens > 0 ? { dateLastLogin: new Date(user.presenceAt).toISOString() } : {},
    lasttokenissued: (_world, user) =>
      user.tokenIssuedAt === undefined
        ? {}
        : { lastTokenIssued: { dateIssued: new Date(user.tokenIssuedAt).toISOString() } },
    'authorization.unusedRoles': (world, user) => ({ authorization: renderAuthorization(world, user) }),
    outOfOffice: (_world, user) => ({ outOfOffice: renderOutOfOffice(user) }),
    conversationSummary: (_world, user, now) => ({ conversationSummary: renderSummary(user, now) }),
    ...Object.fromEntries(
      EXPANDED_PROFILE_FIELDS.map((field): [string, Expansion] => [
        field,
        (_world, user) => (user.profile[field] === undefined ? {} : { [field]: user.profile[field] }),
      ]),
    ),
  } satisfies Record<string, Expansion>),
);

export function jabberIdOf({ id }: UserRecord): string {
  return `${id.slice(0, 24).replaceAll('-', '')}@meridian.orgspan.com`;
}

/** `User` of the Platform API; names in `expand` that mean nothing are ignored ("best effort"). */
export function renderUser(world: World, user: UserRecord, expand: readonly string[] = []): object {
  const { organisation } = world;
  const { id, name, email, username, state, version, managerId, profile } = user;
  const shown = Object.entries(profile).filter(([field, value]) => !HIDDEN.has(field) && value !== undefined);
  const now = world.now();
  const extra = expand.map((wanted) => EXPANSIONS.get(wanted)?.(world, user, now));
  return Object.assign(
    {
      id,
      name,
      division: renderDivision(divisionOf(organisation, user.divisionId)),
      chat: { jabberId: jabberIdOf(user) },
      email,
      primaryContactInfo: [{ address: email, mediaType: 'EMAIL', type: 'PRIMARY' }],
      addresses: [],
      state,
      username,
      version,
      acdAutoAnswer: false,
    },
    Object.fromEntries(shown),
    managerId === undefined ? {} : { manager: reference('users', managerId) },
    ...extra,
    { selfUri: selfUri('users', id) },
  );
}

function renderOutOfOffice({ id, name }: UserRecord): object {
  return { id, name, active: false, indefinite: false, selfUri: `${selfUri('users', id)}/outofoffice` };
}

/** `UserConversationSummary`: how many conversations of each kind the person is in. */
function renderSummary(user: UserRecord, now: number): object {
  const phase = currentWork(user, now)?.phase;
  const none = { active: 0, acw: 0 };
  const detail = { active: phase === 'connected' ? 1 : 0, acw: phase === 'wrapup' ? 1 : 0 };
  return { userId: user.id, call: { contactCenter: detail, enterprise: none } };
}

export function renderPresence(user: UserRecord): object {
  const presence = systemPresence(user.presenceId);
  return {
    id: user.id,
    source: 'PURECLOUD',
    primary: true,
    presenceDefinition: {
      id: user.presenceId,
      systemPresence: presence?.name,
      selfUri: selfUri('presence/definitions', user.presenceId),
    },
    message: user.presenceMessage,
    modifiedDate: new Date(user.presenceAt).toISOString(),
    selfUri: `${selfUri('users', user.id)}/presences/PURECLOUD`,
  };
}

export function renderRoutingStatus(user: UserRecord, now: number): object {
  const { status, since } = routingStatusOf(user, now);
  return { userId: user.id, status, startTime: new Date(since).toISOString() };
}

export function renderStations(organisation: Organisation, user: UserRecord): object {
  const station = (stationId: string | undefined) => {
    const found = stationId === undefined ? undefined : organisation.stations.get(stationId);
    return found && { id: found.id, name: found.name, type: found.type };
  };
  const associated = station(user.associatedStationId);
  const at =
    user.associatedAt === undefined ? {} : { associatedDate: new Date(user.associatedAt).toISOString() };
  const busy = associated && { ...associated, associatedUser: reference('users', user.id), ...at };
  const fallback = station(user.defaultStationId);
  const last = station(user.lastStationId);
  return {
    ...(busy === undefined ? {} : { associatedStation: busy, effectiveStation: busy }),
    ...(fallback === undefined
      ? {}
      : { defaultStation: { ...fallback, defaultUser: reference('users', user.id) } }),
    ...(last === undefined ? {} : { lastAssociatedStation: last }),
  };
}

/** `UserAuthorization`. */
export function renderAuthorization(world: World, user: UserRecord): object {
  const roleIds = new Set(heldGrants(world, user, false).map(({ roleId }) => roleId));
  const roles = [...roleIds].flatMap((id) => world.organisation.roles.get(id) ?? []);
  return {
    roles: roles.map(({ id, name }) => ({ id, name })),
    unusedRoles: [],
    permissions: [...new Set(roles.flatMap(({ permissions }) => permissions))],
    permissionPolicies: [],
  };
}

function renderTeam(organisation: Organisation, user: UserRecord): object {
  const team = user.teamId === undefined ? undefined : organisation.teams.get(user.teamId);
  if (team === undefined) return {};
  const { id, name, divisionId } = team;
  const division = renderDivision(divisionOf(organisation, divisionId));
  return { team: { id, name, division, selfUri: selfUri('teams', id) } };
}

/** `UserRoutingSkill` or `UserRoutingLanguage`. */
export function renderProficiency(
  known: ReadonlyMap<string, { name: string }>,
  user: UserRecord,
  held: Proficiency,
  kind: 'skill' | 'language',
): object {
  const collection = `routing${kind}s`;
  return {
    id: held.id,
    name: known.get(held.id)?.name ?? '',
    proficiency: held.proficiency,
    state: 'active',
    [`${kind}Uri`]: selfUri(`routing/${kind}s`, held.id),
    selfUri: `${selfUri('users', user.id)}/${collection}/${held.id}`,
  };
}
