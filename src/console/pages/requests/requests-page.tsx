import { concernsRequests } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { useLocation } from '../../router/location.tsx';
import { useFilters } from '../../router/use-filters.ts';
import { FILTER_NAMES, RequestFilters } from './request-filters.tsx';
import { RequestsTable } from './requests-table.tsx';

const PAGE_SIZE = 50;

/** What identity providers ask, and what they are answered. */
export function RequestsPage() {
  const { query } = useLocation();
  const filters = useFilters(FILTER_NAMES);
  const before = query.get('after') ?? undefined;
  const requests = useRead(
    '/requests',
    { query: { ...filters.values, limit: PAGE_SIZE, before } },
    { changes: concernsRequests },
  );
  return (
    <Page
      title="Requests"
      lede="The last SCIM requests, newest first, with the people in them left out. The list follows by itself."
    >
      <RequestFilters filters={filters} />
      <ReadResult reading={requests} of="The requests">
        {(answer) => (
          <>
            <RequestsTable requests={answer.requests} isFiltered={filters.isAny} />
            <Pager
              first={before === undefined ? undefined : filters.hrefWith('after', undefined)}
              next={answer.next === undefined ? undefined : filters.hrefWith('after', String(answer.next))}
            />
            <p class="hint">
              Those of the instance <code>{answer.instance}</code>, in its memory: they end with it.
            </p>
          </>
        )}
      </ReadResult>
    </Page>
  );
}
