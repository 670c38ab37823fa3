import { concernsJourneys } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { hrefTo } from '../../router/match.ts';
import { IdentitiesTable } from './identities-table.tsx';
import { PersonActions } from './person-actions.tsx';
import { PersonEventsTable } from './person-events-table.tsx';
import { PersonFacts } from './person-facts.tsx';
import { PersonJourneysTable } from './person-journeys-table.tsx';
import { nameInHistory } from './person-words.ts';
import { StatesTable } from './states-table.tsx';

/** Who an id is and was, and all that was done about it. */
export function PersonPage({ values }: { readonly values: Readonly<Record<string, string>> }) {
  const id = values.id ?? '';
  const history = useRead('/users/{id}/history', { values: { id } }, { changes: concernsJourneys });
  const { answer } = history;
  return (
    <Page
      title={answer === undefined ? 'Person' : nameInHistory(answer)}
      lede={<a href={hrefTo('/people')}>Find somebody else</a>}
      actions={
        answer === undefined ? undefined : <PersonActions history={answer} onDone={history.readAgain} />
      }
    >
      <ReadResult reading={history} of="The person">
        {(person) => (
          <>
            <PersonFacts history={person} />
            <PersonJourneysTable journeys={person.offboardings} />
            <IdentitiesTable identities={person.identities} />
            <StatesTable states={person.states} />
            <PersonEventsTable events={person.events} />
          </>
        )}
      </ReadResult>
    </Page>
  );
}
