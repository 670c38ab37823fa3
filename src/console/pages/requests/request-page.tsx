import { concernsJourneys } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { Section } from '../../parts/section.tsx';
import { hrefTo } from '../../router/match.ts';
import { BodyView } from './body-view.tsx';
import { CallsTable } from './calls-table.tsx';
import { RequestFacts } from './request-facts.tsx';
import { RequestJourney } from './request-journey.tsx';

/** One SCIM request: what was asked and answered, and every Genesys call that it caused, also later. */
export function RequestPage({ values }: { readonly values: Readonly<Record<string, string>> }) {
  const requestId = values.requestId ?? '';
  const request = useRead('/requests/{requestId}', { values: { requestId } }, { changes: concernsJourneys });
  const { answer } = request;
  return (
    <Page
      title={answer === undefined ? 'Request' : `${answer.method} answered ${answer.status}`}
      lede={<a href={hrefTo('/requests')}>All requests</a>}
    >
      <ReadResult reading={request} of="The request">
        {(details) => (
          <>
            <RequestFacts request={details} />
            <Section title="Asked and answered">
              <BodyView title="Body" body={details.body} isOmitted={details.omitted.body} />
              <BodyView title="Answer" body={details.answer} isOmitted={details.omitted.answer} />
            </Section>
            <CallsTable calls={details.calls} />
            {details.offboardings.map((journey) => (
              <RequestJourney key={journey.id} journey={journey} />
            ))}
          </>
        )}
      </ReadResult>
    </Page>
  );
}
