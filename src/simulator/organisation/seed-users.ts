import {
  AVAILABLE_PRESENCE_ID,
  EMPLOYEE_ROLE,
  GROUPS,
  OFFLINE_PRESENCE_ID,
  ON_QUEUE_PRESENCE_ID,
  SYSTEM_PRESENCES,
} from './catalogue.ts';
import type { Grant, Proficiency, Queue, Team, UserProfile, UserRecord, UserState } from './model.ts';
import { NO_ACTIVITY } from './model.ts';
import type { Organisation } from './organisation.ts';
import { personName } from './people-names.ts';
import type { StableDice } from './stable-ids.ts';

/** When the organisation was set up; a fixed moment, because restarts must bring back the same organisation. */
export const SEED_TIME = Date.UTC(2026, 0, 12, 8, 0, 0);

/** The model agent of demonstrations: holds some of everything. */
const SHOWCASE = 0;

/** Of twenty consecutive users sixteen are active, three inactive and one is deleted. */
function stateOf(index: number): UserState {
  const place = index % 20;
  if (place === 17) return 'deleted';
  return place === 4 || place === 9 || place === 14 ? 'inactive' : 'active';
}

function isSupervisor(index: number): boolean {
  return index % 20 === 7;
}

/** Ids that every user picks from, looked up once. */
interface Choices {
  readonly divisionIds: readonly string[];
  readonly roleIds: ReadonlyMap<string, string>;
  readonly skillIds: readonly string[];
  readonly languageIds: readonly string[];
  readonly directQueues: readonly Queue[];
  readonly teams: readonly Team[];
  readonly managementUnitIds: readonly string[];
}

function choicesOf(organisation: Organisation): Choices {
  return {
    divisionIds: [...organisation.divisions.keys()],
    roleIds: new Map([...organisation.roles.values()].map(({ id, name }) => [name, id])),
    skillIds: [...organisation.skills.keys()],
    languageIds: [...organisation.languages.keys()],
    directQueues: [...organisation.queues.values()].filter((queue) => queue.memberGroupIds.length === 0),
    teams: [...organisation.teams.values()],
    managementUnitIds: [...organisation.managementUnits.keys()],
  };
}

/** `skills`: how many each agent holds; undefined for a handful that differs. */
export function seedUsers(
  organisation: Organisation,
  dice: StableDice,
  count: number,
  skills: number | undefined,
): void {
  const choices = choicesOf(organisation);
  const offset = dice.roll('names', 0, 10_000);
  for (let index = 0; index < count; index += 1) {
    const user = newPerson(dice, choices, index, personName(index, offset));
    if (user.state === 'active') equip(organisation, dice, choices, user);
    organisation.users.add(user);
    if (user.state !== 'deleted') joinRelations(organisation, dice, choices, user, skills);
  }
}

function newPerson(
  dice: StableDice,
  choices: Choices,
  index: number,
  { name, email }: { name: string; email: string },
): UserRecord {
  const state = stateOf(index);
  const managerIndex = index - (index % 20) + 7;
  const division = index === SHOWCASE ? 1 : dice.roll('division of', index, choices.divisionIds.length);
  return {
    id: dice.uuid('user', index),
    ordinal: index,
    name,
    email,
    username: email,
    state,
    version: 1 + dice.roll('version of', index, 12),
    divisionId: choices.divisionIds[state === 'deleted' ? 0 : division] ?? '',
    managerId: managerIndex < index ? dice.uuid('user', managerIndex) : undefined,
    profile: profileOf(dice, index),
    grants: [],
    skills: [],
    languages: [],
    externalIds: [],
    presenceId: OFFLINE_PRESENCE_ID,
    presenceMessage: '',
    presenceAt: SEED_TIME,
    routingStatus: 'OFF_QUEUE',
    routingStatusAt: SEED_TIME,
    associatedStationId: undefined,
    associatedAt: undefined,
    defaultStationId: undefined,
    lastStationId: undefined,
    tokens: 0,
    tokenIssuedAt: undefined,
    teamId: undefined,
    managementUnitId: undefined,
    utilization: undefined,
    conversation: undefined,
    pastActivity: NO_ACTIVITY,
    stateChanges: [],
  };
}

function profileOf(dice: StableDice, index: number): UserProfile {
  const supervisor = isSupervisor(index);
  const phone = `+1317555${String(dice.roll('phone of', index, 10_000)).padStart(4, '0')}`;
  return {
    title: supervisor ? 'Contact Center Supervisor' : 'Customer Service Representative',
    department: ['Customer Care', 'Technical Services', 'Sales Operations'][index % 3],
    addresses: [
      { address: phone, display: phone, mediaType: 'PHONE', type: 'WORK', countryCode: 'US' },
      { extension: String(10_000 + index), mediaType: 'PHONE', type: 'WORK2' },
    ],
    employerInfo: {
      officialName: 'Meridian Customer Care',
      employeeId: `M${String(100_001 + index)}`,
      employeeType: 'Full-time',
      dateHire: new Date(SEED_TIME - dice.roll('hired', index, 3650) * 86_400_000).toISOString().slice(0, 10),
    },
  };
}

/** What only an active user has: roles (inactive ones lost theirs), presence, sessions and a station. */
function equip(organisation: Organisation, dice: StableDice, choices: Choices, user: UserRecord): void {
  const index = user.ordinal;
  const names = isSupervisor(index)
    ? [EMPLOYEE_ROLE, 'Communicate - User', 'Supervisor']
    : [EMPLOYEE_ROLE, 'Communicate - User', 'User', 'Workforce Management Agent'];
  if (index % 40 === 7) names.push('Admin');
  user.grants = names.flatMap((name) => grantOf(choices, name, user.divisionId));
  user.tokens = index === SHOWCASE ? 2 : dice.roll('tokens of', index, 3);
  user.tokenIssuedAt = user.tokens > 0 ? SEED_TIME : undefined;
  user.presenceId = index === SHOWCASE ? ON_QUEUE_PRESENCE_ID : presenceOf(dice, user);
  user.routingStatus = user.presenceId === ON_QUEUE_PRESENCE_ID ? 'IDLE' : 'OFF_QUEUE';
  const stationId = dice.uuid('station', index);
  organisation.stations.set(stationId, {
    id: stationId,
    name: `${user.name} WebRTC`,
    type: 'inin_webrtc_softphone',
    webRtcUserId: user.id,
  });
  user.defaultStationId = stationId;
  user.lastStationId = stationId;
  if (user.tokens > 0) {
    user.associatedStationId = stationId;
    user.associatedAt = SEED_TIME;
  }
}

function grantOf(choices: Choices, roleName: string, divisionId: string): Grant[] {
  const roleId = choices.roleIds.get(roleName);
  return roleId === undefined ? [] : [{ roleId, divisionId, grantMadeAt: SEED_TIME }];
}

function presenceOf(dice: StableDice, user: UserRecord): string {
  if (user.tokens === 0) return OFFLINE_PRESENCE_ID;
  if (isSupervisor(user.ordinal)) return AVAILABLE_PRESENCE_ID;
  const present = SYSTEM_PRESENCES.slice(0, -1);
  const place = dice.chance('on queue', user.ordinal, 50)
    ? 1
    : dice.roll('presence of', user.ordinal, present.length);
  return present[place]?.id ?? AVAILABLE_PRESENCE_ID;
}

/** `count` different items, starting anywhere and going round. */
function pick<T>(items: readonly T[], start: number, count: number): T[] {
  const picked: T[] = [];
  for (let step = 0; step < Math.min(count, items.length); step += 1) {
    const item = items[(start + step) % items.length];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}

/** What stays when a user becomes inactive: queues, skills, languages, groups, team, management unit. */
function joinRelations(
  organisation: Organisation,
  dice: StableDice,
  choices: Choices,
  user: UserRecord,
  skills: number | undefined,
): void {
  const index = user.ordinal;
  const showcase = index === SHOWCASE;
  joinGroups(organisation, dice, user);
  if (isSupervisor(index)) return;
  const queueCount = showcase ? 6 : 3 + dice.roll('queue count', index, 4);
  const queues = pick(choices.directQueues, dice.number('queues of', index), queueCount);
  for (const [place, queue] of queues.entries()) {
    queue.direct.set(user.id, 1 + (place % 3));
    if (place === 2) queue.unjoined.add(user.id);
  }
  const skillCount = skills ?? (showcase ? 4 : 2 + dice.roll('skill count', index, 3));
  user.skills = held(
    dice,
    'skills of',
    index,
    pick(choices.skillIds, dice.number('skills', index), skillCount),
  );
  user.languages = held(dice, 'languages of', index, languagesOf(dice, choices, index));
  const team = choices.teams[dice.roll('team of', index, choices.teams.length)];
  team?.members.add(user.id);
  user.teamId = team?.id;
  user.managementUnitId = choices.managementUnitIds[index % choices.managementUnitIds.length];
}

function languagesOf(dice: StableDice, choices: Choices, index: number): string[] {
  const [english, ...others] = choices.languageIds;
  const second = index === SHOWCASE || dice.chance('bilingual', index, 40);
  return [
    ...(english === undefined ? [] : [english]),
    ...(second ? pick(others, dice.number('lang', index), 1) : []),
  ];
}

function held(dice: StableDice, topic: string, index: number, ids: readonly string[]): Proficiency[] {
  return ids.map((id, place) => ({ id, proficiency: 1 + dice.roll(topic, index + place, 5) }));
}

function joinGroups(organisation: Organisation, dice: StableDice, user: UserRecord): void {
  for (const group of organisation.groups.values()) {
    const percent = GROUPS.find(({ name }) => name === group.name)?.percent ?? 0;
    const always = user.ordinal === SHOWCASE && !group.dynamic && group.name !== 'Emergency Responders';
    if (always || dice.chance(group.name, user.ordinal, percent)) group.members.add(user.id);
  }
}
