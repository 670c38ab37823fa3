import type { JsonObject } from '../http/check-input.ts';
import type { Group } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { combine } from './search-criteria.ts';
import { readCriteria, searchPage } from './search-page.ts';

function read(group: Group, field: string): string | undefined {
  if (field === 'name') return group.name;
  if (field === 'id') return group.id;
  if (field === 'type') return group.type;
  if (field === 'state') return 'active';
  return field === 'description' ? group.description : undefined;
}

/** `GroupsSearchResponse`. */
export function searchGroups(world: World, body: JsonObject, render: (group: Group) => object): object {
  const matches = combine(readCriteria(body), read);
  const found = [...world.organisation.groups.values()].filter(matches);
  return searchPage(found, body, {
    type: 'groups',
    sortKey: (group, field) => read(group, field) ?? '',
    render,
  });
}
