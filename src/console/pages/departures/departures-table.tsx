import { formatDuration } from '../../format/durations.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { type Journey, KIND_WORDS, lockOutTime, nameOf, toneOfJourney } from './journey-words.ts';

function PersonCell({ journey }: { readonly journey: Journey }) {
  const name = nameOf(journey);
  return (
    <>
      <a href={hrefTo(`/departures/${journey.id}`)}>{name}</a>
      {journey.email === undefined || journey.email === name ? null : (
        <span class="quiet below">{journey.email}</span>
      )}
    </>
  );
}

function formatLockOut(journey: Journey): string {
  const ms = lockOutTime(journey);
  return ms === undefined ? '–' : formatDuration(ms);
}

const COLUMNS: readonly Column<Journey>[] = [
  { title: 'Person', isRowHeader: true, cell: (journey) => <PersonCell journey={journey} /> },
  { title: 'Kind', cell: ({ kind }) => KIND_WORDS[kind] },
  { title: 'Status', cell: ({ status }) => <Status tone={toneOfJourney(status)} word={status} /> },
  { title: 'Asked for by', cell: ({ client }) => client },
  { title: 'Asked for', cell: ({ requestedAt }) => <Moment at={requestedAt} /> },
  { title: 'Locked out after', isNumber: true, cell: formatLockOut },
];

interface DeparturesTableProps {
  readonly journeys: readonly Journey[];
  readonly isFiltered: boolean;
}

export function DeparturesTable({ journeys, isFiltered }: DeparturesTableProps) {
  return (
    <DataTable
      caption="Journeys out of Genesys Cloud and back"
      columns={COLUMNS}
      rows={journeys}
      keyOf={({ id }) => id}
      empty={
        isFiltered
          ? 'No journey fits these filters.'
          : 'Nobody has left yet. The first deactivation that a client sends shows up here.'
      }
    />
  );
}
