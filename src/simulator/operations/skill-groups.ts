import { choiceParameter, cursorPage, nameFilter } from '../http/listing.ts';
import type { SkillCondition, SkillGroup } from '../organisation/model.ts';
import { divisionOf, liveUser, required } from '../rules/find-record.ts';
import { renderDivision, selfUri } from '../rules/render-user.ts';
import { peopleOf, skillGroupsOf } from '../rules/skill-groups.ts';
import type { World } from '../world.ts';
import { anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

function groupOf(call: Call): SkillGroup {
  return required(call.world.organisation.skillGroups, pathId(call, 'skillGroupId'), 'skill group');
}

/** `SkillGroupDefinition`: without the conditions and the members, which a listing does not count. */
function renderDefinition({ organisation }: World, group: SkillGroup): object {
  const { id, name, description, divisionId, createdAt } = group;
  const date = new Date(createdAt).toISOString();
  return {
    id,
    name,
    division: renderDivision(divisionOf(organisation, divisionId)),
    description,
    dateCreated: date,
    dateModified: date,
    selfUri: selfUri('routing/skillgroups', id),
  };
}

function renderConditions(world: World, conditions: readonly SkillCondition[]): object[] {
  const { skills, languages } = world.organisation;
  const ofKind = (wanted: SkillCondition['kind']) =>
    conditions
      .filter(({ kind }) => kind === wanted)
      .map(({ id, comparator, proficiency }) => ({
        [`${wanted === 'skill' ? 'routing' : 'language'}Skill`]:
          (wanted === 'skill' ? skills : languages).get(id)?.name ?? '',
        comparator,
        proficiency,
        childConditions: [],
      }));
  return [
    {
      routingSkillConditions: ofKind('skill'),
      languageSkillConditions: ofKind('language'),
      operation: 'And',
    },
  ];
}

/** `SkillGroup`. */
function renderSkillGroup(world: World, group: SkillGroup): object {
  return {
    ...renderDefinition(world, group),
    memberCount: peopleOf(world.organisation, group).length,
    status: 'Complete',
    skillConditions: renderConditions(world, group.conditions),
  };
}

function listGroups({ world, query }: Call): Reply {
  const matches = nameFilter(query.get('name'));
  const groups = [...world.organisation.skillGroups.values()].filter(({ name }) => matches(name));
  return ok(
    cursorPage(groups, query, '/api/v2/routing/skillgroups', (group) => renderDefinition(world, group)),
  );
}

function getGroup(call: Call): Reply {
  return ok(renderSkillGroup(call.world, groupOf(call)));
}

function listMembers(call: Call): Reply {
  const group = groupOf(call);
  const named = choiceParameter(call.query, 'expand', ['entities'] as const) === 'entities';
  const path = `/api/v2/routing/skillgroups/${group.id}/members`;
  return ok(
    cursorPage(peopleOf(call.world.organisation, group), call.query, path, ({ id, name }) => ({
      id,
      ...(named ? { name } : {}),
      selfUri: selfUri('users', id),
    })),
  );
}

function listOfUser(call: Call): Reply {
  const { world, query } = call;
  const user = liveUser(world.organisation, pathId(call, 'userId'));
  const groups = skillGroupsOf(world.organisation, user);
  const path = `/api/v2/users/${user.id}/skillgroups`;
  return ok(cursorPage(groups, query, path, (group) => renderSkillGroup(world, group)));
}

const VIEW = anyOf('routing:skillGroup:view');

export const skillGroupOperations: readonly Operation[] = [
  { method: 'GET', path: '/routing/skillgroups', permissions: VIEW, handle: listGroups },
  { method: 'GET', path: '/routing/skillgroups/{skillGroupId}', permissions: VIEW, handle: getGroup },
  {
    method: 'GET',
    path: '/routing/skillgroups/{skillGroupId}/members',
    permissions: VIEW,
    handle: listMembers,
  },
  { method: 'GET', path: '/users/{userId}/skillgroups', permissions: VIEW, handle: listOfUser },
];
