import { Page } from '../../parts/page.tsx';
import { useLocation } from '../../router/location.tsx';
import { useFilters } from '../../router/use-filters.ts';
import { FoundPeople } from './found-people.tsx';
import { PeopleSearch } from './people-search.tsx';

export function PeoplePage() {
  const { go } = useLocation();
  const { values, hrefWith } = useFilters(['search']);
  const { search } = values;
  return (
    <Page
      title="People"
      lede="Anybody whom Genesys Cloud or the bridge knows or has known, also whom SCIM answers 404 for."
    >
      <PeopleSearch key={search} search={search} onSearch={(text) => go(hrefWith('search', text))} />
      {search === '' ? null : <FoundPeople search={search} />}
    </Page>
  );
}
