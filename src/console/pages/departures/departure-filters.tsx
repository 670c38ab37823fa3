import { type Choice, SearchField, SelectField } from '../../parts/fields.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import type { Filters } from '../../router/use-filters.ts';

export const FILTER_NAMES = ['text', 'status', 'kind', 'client'] as const;
type FilterName = (typeof FILTER_NAMES)[number];

const STATUSES: readonly Choice[] = [
  { value: '', word: 'Any' },
  { value: 'lockingOut', word: 'Locking out' },
  { value: 'releasing', word: 'Releasing' },
  { value: 'stuck', word: 'Stuck' },
  { value: 'complete', word: 'Complete' },
  { value: 'restoring', word: 'Restoring' },
  { value: 'restored', word: 'Restored' },
  { value: 'cancelled', word: 'Cancelled' },
];

const KINDS: readonly Choice[] = [
  { value: '', word: 'Any' },
  { value: 'deactivate', word: 'Departures' },
  { value: 'delete', word: 'Departures by SCIM DELETE' },
  { value: 'restore', word: 'Returns' },
];

export function DepartureFilters({ filters }: { readonly filters: Filters<FilterName> }) {
  const { values, set, clear, isAny } = filters;
  return (
    <FilterBar label="Filter the departures" isAny={isAny} clear={clear}>
      <SearchField
        label="Person"
        value={values.text}
        onInput={(text) => set('text', text)}
        placeholder="name, e-mail or id"
      />
      <SelectField
        label="Status"
        value={values.status}
        onChange={(status) => set('status', status)}
        choices={STATUSES}
      />
      <SelectField label="Kind" value={values.kind} onChange={(kind) => set('kind', kind)} choices={KINDS} />
      <SearchField label="Client" value={values.client} onInput={(client) => set('client', client)} />
    </FilterBar>
  );
}
