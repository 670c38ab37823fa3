import { count } from '../../format/words.ts';
import { concernsJourneys } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Announcement } from '../../parts/announcement.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { PeopleTable } from './people-table.tsx';

export function FoundPeople({ search }: { readonly search: string }) {
  const found = useRead('/users', { query: { search, parts: true } }, { changes: concernsJourneys });
  const { answer } = found;
  return (
    <>
      <Announcement text={answer === undefined ? '' : count(answer.people.length, 'person', 'people')} />
      <ReadResult reading={found} of="The people">
        {({ people, genesysError, cut }) => (
          <>
            {cut === true ? <p class="note">There are more than these: give more of the name.</p> : null}
            {genesysError === undefined ? null : (
              <p class="note">
                Genesys Cloud could not be asked, so these are those whom the bridge knows: {genesysError}
              </p>
            )}
            <PeopleTable people={people} genesysError={genesysError} />
          </>
        )}
      </ReadResult>
    </>
  );
}
