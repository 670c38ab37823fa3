import type { JsonObject } from '../http/check-input.ts';
import type { Group } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { combine } from './search-criteria.ts';
import { readCriteria, requireKnownFields, searchPage } from './search-page.ts';

const FIELDS: readonly string[] = ['name', 'id', 'type', 'state', 'description'];

function read(group: Group, field: string): string | undefined {
  if (field === 'name') return group.name;
  if (field === 'id') return group.id;
  if (field === 'type') return group.type;
  if (field === 'state') return 'active';
  return field === 'description' ? group.description : undefined;
}

/** `GroupsSearchResponse`. */
export function searchGroups(world: World, body: JsonObject, render: (group: Group) => object): object {
  const criteria = readCriteria(body);
  requireKnownFields(world, criteria, FIELDS);
  const matches = combine(criteria, read);
  const found = [...world.organisation.groups.values()].filter(matches);
  return searchPage(found, body, {
    maxPageSize: world.behaviour.amount('searchMaxPageSize'),
    type: 'groups',
    sortKey: (group, field) => read(group, field) ?? '',
    render,
  });
}
