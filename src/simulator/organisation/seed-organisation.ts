import {
  DIVISIONS,
  GROUP_QUEUES,
  GROUPS,
  LANGUAGES,
  MANAGEMENT_UNITS,
  QUEUES,
  ROLES,
  SKILLS,
  TEAMS,
} from './catalogue.ts';
import type { Group, Named, Queue } from './model.ts';
import { Organisation } from './organisation.ts';
import { seedPersonalSettings } from './seed-personal-settings.ts';
import { seedSkillGroups } from './seed-skill-groups.ts';
import { SEED_TIME, seedUsers } from './seed-users.ts';
import { StableDice } from './stable-ids.ts';

export interface OrganisationSize {
  readonly users: number;
  readonly queues: number;
  /** Routing skills of each agent; undefined for between two and four. */
  readonly skills: number | undefined;
  readonly seed: number;
}

export const DEFAULT_SIZE: OrganisationSize = { users: 60, queues: 20, skills: undefined, seed: 1 };

/** Builds the organisation of this size and seed; the same input gives the same ids and relations. */
export function seedOrganisation(size: OrganisationSize): Organisation {
  const dice = new StableDice(size.seed);
  const organisation = new Organisation(dice.uuid('organisation', 0), 'Meridian Customer Care');
  seedStructure(organisation, dice, skillNames(size.skills ?? 0));
  seedQueues(organisation, dice, size.queues);
  seedGroups(organisation, dice);
  seedTeams(organisation, dice, size.users);
  seedUsers(organisation, dice, size.users, size.skills);
  seedSkillGroups(organisation, dice);
  seedPersonalSettings(organisation, dice);
  return organisation;
}

function seedStructure(organisation: Organisation, dice: StableDice, skills: readonly string[]): void {
  for (const [index, name] of DIVISIONS.entries()) {
    const id = dice.uuid('division', index);
    const description = index === 0 ? 'The default division' : `People and queues of ${name}`;
    organisation.divisions.set(id, { id, name, description, home: index === 0 });
  }
  for (const [index, template] of ROLES.entries()) {
    const id = dice.uuid('role', index);
    organisation.roles.set(id, { id, ...template, defaultRoleId: template.name });
  }
  addNamed(organisation.skills, dice, 'skill', skills);
  addNamed(organisation.languages, dice, 'language', LANGUAGES);
  const businessUnitId = dice.uuid('business unit', 0);
  for (const [index, name] of MANAGEMENT_UNITS.entries()) {
    const id = dice.uuid('management unit', index);
    organisation.managementUnits.set(id, { id, name, businessUnitId });
  }
}

function addNamed(
  target: Map<string, Named>,
  dice: StableDice,
  topic: string,
  names: readonly string[],
): void {
  for (const [index, name] of names.entries()) {
    const id = dice.uuid(topic, index);
    target.set(id, { id, name });
  }
}

/** At least as many as somebody is to hold. */
function skillNames(needed: number): string[] {
  return Array.from(
    { length: Math.max(SKILLS.length, needed) },
    (_, index) => SKILLS[index] ?? `Product Line ${index + 1}`,
  );
}

/** Queues named after a business, then numbered; the last ones are fed by groups once there are enough. */
function queueNames(count: number): string[] {
  const byGroup = GROUP_QUEUES.slice(0, Math.floor(count / 4));
  const direct = Array.from(
    { length: count - byGroup.length },
    (_, index) => QUEUES[index] ?? `Service Line ${index + 1}`,
  );
  return [...direct, ...byGroup];
}

function seedQueues(organisation: Organisation, dice: StableDice, count: number): void {
  const divisionIds = [...organisation.divisions.keys()];
  for (const [index, name] of queueNames(count).entries()) {
    const queue: Queue = {
      id: dice.uuid('queue', index),
      name,
      description: `Conversations for ${name}`,
      divisionId: divisionIds[index % divisionIds.length] ?? organisation.homeDivision.id,
      createdAt: SEED_TIME,
      direct: new Map(),
      unjoined: new Set(),
      memberGroupIds: [],
    };
    organisation.queues.set(queue.id, queue);
  }
}

function seedGroups(organisation: Organisation, dice: StableDice): void {
  for (const [index, template] of GROUPS.entries()) {
    const role = [...organisation.roles.values()].find(({ name }) => name === template.role);
    const divisionId = organisation.homeDivision.id;
    const group: Group = {
      id: dice.uuid('group', index),
      name: template.name,
      description: template.description,
      type: template.type,
      visibility: 'public',
      rulesVisible: true,
      rolesEnabled: role !== undefined,
      includeOwners: false,
      callsEnabled: false,
      dynamic: template.dynamic ?? false,
      version: 1,
      modifiedAt: SEED_TIME,
      ownerIds: [],
      grants: role === undefined ? [] : [{ roleId: role.id, divisionId, grantMadeAt: SEED_TIME }],
      contact: {},
      members: new Set(),
      changes: new Map(),
    };
    organisation.groups.set(group.id, group);
    const queue = [...organisation.queues.values()].find(({ name }) => name === template.queue);
    queue?.memberGroupIds.push(group.id);
  }
}

function seedTeams(organisation: Organisation, dice: StableDice, users: number): void {
  const divisionId = organisation.homeDivision.id;
  const count = Math.max(TEAMS.length, Math.ceil(users / 200));
  for (let index = 0; index < count; index += 1) {
    const round = Math.floor(index / TEAMS.length);
    const name = `Team ${TEAMS[index % TEAMS.length]}${round === 0 ? '' : ` ${round + 1}`}`;
    const id = dice.uuid('team', index);
    organisation.teams.set(id, { id, name, description: 'Work team', divisionId, members: new Set() });
  }
}
