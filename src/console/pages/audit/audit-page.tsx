import { concernsAudit } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { useLocation } from '../../router/location.tsx';
import { useFilters } from '../../router/use-filters.ts';
import { AuditFilters, FILTER_NAMES } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { exportHref } from './audit-words.ts';
import { ChainState } from './chain-state.tsx';

const PAGE_SIZE = 50;

/** Who did what to whom, when, and in which request. */
export function AuditPage() {
  const { query } = useLocation();
  const filters = useFilters(FILTER_NAMES);
  const before = query.get('after') ?? undefined;
  const entries = useRead(
    '/audit',
    { query: { ...filters.values, limit: PAGE_SIZE, before } },
    { changes: concernsAudit },
  );
  return (
    <Page
      title="Audit"
      lede="Who did what to whom, when, and in which request; each entry is chained to the one before."
      actions={
        <a class="button" href={exportHref(filters.values.since)} download="audit.ndjson">
          Export{filters.values.since === '' ? '' : ' from this time on'}
        </a>
      }
    >
      <ChainState />
      <AuditFilters filters={filters} />
      <ReadResult reading={entries} of="The audit trail">
        {(answer) => (
          <>
            <AuditTable entries={answer.entries} isFiltered={filters.isAny} />
            <Pager
              first={before === undefined ? undefined : filters.hrefWith('after', undefined)}
              next={answer.next === undefined ? undefined : filters.hrefWith('after', String(answer.next))}
            />
          </>
        )}
      </ReadResult>
    </Page>
  );
}
