import { Button } from '../../parts/button.tsx';
import { FieldRow, SearchField } from '../../parts/fields.tsx';
import { MomentField } from '../../parts/moment-field.tsx';
import type { Filters } from '../../router/use-filters.ts';

export const FILTER_NAMES = ['actor', 'action', 'subject', 'requestId', 'since', 'until'] as const;
type FilterName = (typeof FILTER_NAMES)[number];

export function AuditFilters({ filters }: { readonly filters: Filters<FilterName> }) {
  const { values, set, clear, isAny } = filters;
  return (
    <FieldRow label="Filter the audit trail">
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
      {isAny ? (
        <Button kind="quiet" onClick={clear}>
          Show all
        </Button>
      ) : null}
    </FieldRow>
  );
}
