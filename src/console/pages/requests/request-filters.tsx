import { type Choice, SearchField, SelectField } from '../../parts/fields.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import type { Filters } from '../../router/use-filters.ts';

export const FILTER_NAMES = ['client', 'method', 'failed'] as const;
type FilterName = (typeof FILTER_NAMES)[number];

const METHODS: readonly Choice[] = [
  { value: '', word: 'Any' },
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ value: method, word: method })),
];

const ANSWERS: readonly Choice[] = [
  { value: '', word: 'All' },
  { value: 'true', word: 'Errors only' },
];

export function RequestFilters({ filters }: { readonly filters: Filters<FilterName> }) {
  const { values, set, clear, isAny } = filters;
  return (
    <FilterBar label="Filter the requests" isAny={isAny} clear={clear}>
      <SearchField label="Client" value={values.client} onInput={(client) => set('client', client)} />
      <SelectField
        label="Method"
        value={values.method}
        onChange={(method) => set('method', method)}
        choices={METHODS}
      />
      <SelectField
        label="Answers"
        value={values.failed}
        onChange={(failed) => set('failed', failed)}
        choices={ANSWERS}
      />
    </FilterBar>
  );
}
