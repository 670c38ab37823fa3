import type { Proficiency, SkillCondition, SkillGroup, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';

function holds(held: readonly Proficiency[], condition: SkillCondition): boolean {
  const found = held.find(({ id }) => id === condition.id);
  if (found === undefined) return false;
  return condition.comparator === 'GreaterThan'
    ? found.proficiency > condition.proficiency
    : found.proficiency >= condition.proficiency;
}

function belongsTo(group: SkillGroup, user: UserRecord): boolean {
  if (user.state === 'deleted') return false;
  return group.conditions.every((condition) =>
    holds(condition.kind === 'skill' ? user.skills : user.languages, condition),
  );
}

export function skillGroupsOf(organisation: Organisation, user: UserRecord): SkillGroup[] {
  return [...organisation.skillGroups.values()].filter((group) => belongsTo(group, user));
}

export function peopleOf(organisation: Organisation, group: SkillGroup): UserRecord[] {
  return organisation.users.all().filter((user) => belongsTo(group, user));
}
