import type { JsonObject } from '../http/check-input.ts';
import type { Group } from '../organisation/model.ts';
import { type GroupDocument, groupDocument } from '../organisation/search-document.ts';
import type { World } from '../world.ts';
import { combine } from './search-criteria.ts';
import { readCriteria, requireKnownFields, searchPage } from './search-page.ts';

const FIELDS: readonly string[] = ['name', 'id', 'type', 'state', 'description'];

interface Hit {
  readonly group: Group;
  readonly document: GroupDocument;
}

function read(document: GroupDocument, field: string): string | undefined {
  if (field === 'state') return 'active';
  return field === 'name' || field === 'id' || field === 'type' || field === 'description'
    ? document[field]
    : undefined;
}

/** `GroupsSearchResponse`; a search sees groups as late as it sees people. */
export function searchGroups(world: World, body: JsonObject, render: (group: Group) => object): object {
  const { groups, groupSearch } = world.organisation;
  const criteria = readCriteria(body);
  requireKnownFields(world, criteria, FIELDS);
  const matches = combine(criteria, read);
  const lagMs = world.behaviour.amount('searchLagMs');
  const found: Hit[] = [];
  for (const group of groups.values()) {
    const earlier = groupSearch.before(group.id, world.now(), lagMs);
    const document = earlier === undefined ? groupDocument(group) : earlier.value;
    if (document !== undefined && matches(document)) found.push({ group, document });
  }
  return searchPage(found, body, {
    maxPageSize: world.behaviour.amount('searchMaxPageSize'),
    type: 'groups',
    sortKey: ({ document }, field) => read(document, field) ?? '',
    render: ({ group, document }) => ({ ...render(group), name: document.name }),
  });
}
