import { concernsJourneys } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Announcement } from '../../parts/announcement.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { useLocation } from '../../router/location.tsx';
import { useFilters } from '../../router/use-filters.ts';
import { DepartureFilters, FILTER_NAMES } from './departure-filters.tsx';
import { DeparturesTable } from './departures-table.tsx';
import { useArrivals } from './use-arrivals.ts';

const PAGE_SIZE = 50;

export function DeparturesPage() {
  const { query } = useLocation();
  const filters = useFilters(FILTER_NAMES);
  const after = query.get('after') ?? undefined;
  const journeys = useRead(
    '/offboardings',
    { query: { ...filters.values, limit: PAGE_SIZE, after } },
    { changes: concernsJourneys },
  );
  const arrivals = useArrivals(journeys.answer?.offboardings);
  return (
    <Page
      title="Departures"
      lede="Everybody who left or came back, newest first. The list follows by itself."
    >
      <DepartureFilters filters={filters} />
      <Announcement text={arrivals} />
      <ReadResult reading={journeys} of="The departures">
        {({ offboardings, next, cut }) => (
          <>
            {cut === true ? (
              <p class="note">
                Your text fits more people than were looked at, so journeys may be missing: give more of it.
              </p>
            ) : null}
            <DeparturesTable journeys={offboardings} isFiltered={filters.isAny} />
            <Pager
              first={after === undefined ? undefined : filters.hrefWith('after', undefined)}
              next={next === undefined ? undefined : filters.hrefWith('after', next)}
            />
          </>
        )}
      </ReadResult>
    </Page>
  );
}
