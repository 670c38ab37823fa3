import { formatDuration } from '../../format/durations.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EvidenceLink } from '../../parts/evidence-link.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { KIND_WORDS, lockOutTime, toneOfJourney } from '../departures/journey-words.ts';
import type { History } from './person-words.ts';

type PersonJourney = History['offboardings'][number];

function formatLockOut(journey: PersonJourney): string {
  const ms = lockOutTime(journey);
  return ms === undefined ? '–' : formatDuration(ms);
}

const COLUMNS: readonly Column<PersonJourney>[] = [
  {
    title: 'Journey',
    isRowHeader: true,
    cell: ({ id, kind }) => <a href={hrefTo(`/departures/${id}`)}>{KIND_WORDS[kind]}</a>,
  },
  { title: 'Status', cell: ({ status }) => <Status tone={toneOfJourney(status)} word={status} /> },
  { title: 'Asked for by', cell: ({ client }) => client },
  { title: 'Asked for', cell: ({ requestedAt }) => <Moment at={requestedAt} /> },
  { title: 'Locked out after', isNumber: true, cell: formatLockOut },
  { title: 'To print', cell: ({ id }) => <EvidenceLink journeyId={id} /> },
];

export function PersonJourneysTable({ journeys }: { readonly journeys: readonly PersonJourney[] }) {
  return (
    <DataTable
      caption="Every journey out of Genesys Cloud and back, newest first"
      columns={COLUMNS}
      rows={journeys}
      keyOf={({ id }) => id}
      empty="No journey: nobody has asked the bridge to deactivate this person or to bring them back."
    />
  );
}
