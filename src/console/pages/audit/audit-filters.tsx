import { SearchField } from '../../parts/fields.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { MomentField } from '../../parts/moment-field.tsx';
import type { Filters } from '../../router/use-filters.ts';

export const FILTER_NAMES = ['actor', 'action', 'subject', 'requestId', 'since', 'until'] as const;
type FilterName = (typeof FILTER_NAMES)[number];

export function AuditFilters({ filters }: { readonly filters: Filters<FilterName> }) {
  const { values, set, clear, isAny } = filters;
  return (
    <FilterBar label="Filter the audit trail" isAny={isAny} clear={clear}>
      <SearchField label="Who" value={values.actor} onInput={(actor) => set('actor', actor)} />
      <SearchField
        label="Action"
        value={values.action}
        onInput={(action) => set('action', action)}
        placeholder="token.* or guard.held"
      />
      <SearchField
        label="Person"
        value={values.subject}
        onInput={(subject) => set('subject', subject)}
        placeholder="Genesys id"
      />
      <SearchField
        label="Request"
        value={values.requestId}
        onInput={(requestId) => set('requestId', requestId)}
      />
      <MomentField label="From" value={values.since} onInput={(since) => set('since', since)} />
      <MomentField label="To" value={values.until} onInput={(until) => set('until', until)} />
    </FilterBar>
  );
}
