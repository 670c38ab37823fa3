import { formatNumber } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Status } from '../../parts/status.tsx';
import { type Guard, toneOfGuard } from './guard-words.ts';

const COLUMNS: readonly Column<Guard>[] = [
  { title: 'Client', isRowHeader: true, cell: ({ client }) => client },
  { title: 'State', cell: ({ state }) => <Status tone={toneOfGuard(state)} word={state} /> },
  { title: 'Until', cell: ({ until }) => (until === undefined ? '–' : <Moment at={until} />) },
  { title: 'Deactivated in the window', isNumber: true, cell: ({ departures }) => formatNumber(departures) },
  { title: 'Held back', isNumber: true, cell: ({ heldBack }) => formatNumber(heldBack) },
];

export function GuardTable({ guards }: { readonly guards: readonly Guard[] }) {
  return (
    <DataTable
      caption="What the guard counts for each client"
      columns={COLUMNS}
      rows={guards}
      keyOf={({ client }) => client}
      empty="No client has deactivated anybody yet, so there is nothing to count."
    />
  );
}
