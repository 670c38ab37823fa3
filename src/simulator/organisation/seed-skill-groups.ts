import { SKILL_GROUPS, type SkillGroupTemplate } from './catalogue.ts';
import type { Named, SkillCondition } from './model.ts';
import type { Organisation } from './organisation.ts';
import { SEED_TIME } from './seed-users.ts';
import type { StableDice } from './stable-ids.ts';

function idOf(known: ReadonlyMap<string, Named>, name: string | undefined): string | undefined {
  for (const item of known.values()) if (item.name === name) return item.id;
  return undefined;
}

function conditionsOf(organisation: Organisation, template: SkillGroupTemplate): SkillCondition[] {
  const { moreThan: proficiency } = template;
  const skillId = idOf(organisation.skills, template.skill);
  const languageId = idOf(organisation.languages, template.language);
  const conditions: SkillCondition[] = [];
  if (skillId !== undefined)
    conditions.push({ kind: 'skill', id: skillId, comparator: 'GreaterThan', proficiency });
  if (languageId !== undefined) {
    conditions.push({ kind: 'language', id: languageId, comparator: 'GreaterThan', proficiency });
  }
  return conditions;
}

export function seedSkillGroups(organisation: Organisation, dice: StableDice): void {
  for (const [index, template] of SKILL_GROUPS.entries()) {
    const { name, description } = template;
    const id = dice.uuid('skill group', index);
    const conditions = conditionsOf(organisation, template);
    const divisionId = organisation.homeDivision.id;
    organisation.skillGroups.set(id, { id, name, description, divisionId, createdAt: SEED_TIME, conditions });
  }
}
