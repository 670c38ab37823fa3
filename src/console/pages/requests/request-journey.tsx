import { toTitle } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { KIND_WORDS, toneOfJourney } from '../departures/journey-words.ts';
import { describeStatus, type ScimRequestDetails, type StepCall, toneOfStatus } from './request-words.ts';

type Numbered = StepCall & { readonly number: number };

const COLUMNS: readonly Column<Numbered>[] = [
  { title: 'Step', cell: ({ step }) => toTitle(step) },
  { title: 'Time', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Call', isRowHeader: true, cell: ({ operation }) => <code>{operation}</code> },
  {
    title: 'Answer',
    cell: ({ status }) => <Status tone={toneOfStatus(status)} word={describeStatus(status)} />,
  },
  {
    title: 'Correlation id',
    cell: ({ correlationId }) => (correlationId === undefined ? '–' : <code>{correlationId}</code>),
  },
];

interface RequestJourneyProps {
  readonly journey: ScimRequestDetails['offboardings'][number];
}

/** A journey that the request began, with the calls that its steps have made since. */
export function RequestJourney({ journey }: RequestJourneyProps) {
  const { id, kind, status, calls } = journey;
  return (
    <Section
      title={`${KIND_WORDS[kind]} that it began`}
      actions={<a href={hrefTo(`/departures/${id}`)}>Show the journey</a>}
    >
      <p>
        <Status tone={toneOfJourney(status)} word={status} />
      </p>
      <DataTable
        caption="Calls to Genesys Cloud of its steps"
        columns={COLUMNS}
        rows={calls.map((call, number) => ({ ...call, number }))}
        keyOf={({ number }) => String(number)}
        empty="No step has called Genesys Cloud yet."
      />
    </Section>
  );
}
