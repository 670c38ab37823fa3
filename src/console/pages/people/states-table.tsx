import { toTitle } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { History } from './person-words.ts';

type StateChange = History['states'][number];

const COLUMNS: readonly Column<StateChange>[] = [
  { title: 'Time', isRowHeader: true, cell: ({ at }) => <Moment at={at} /> },
  { title: 'Became', cell: ({ state }) => toTitle(state) },
  { title: 'Asked for by', cell: ({ by }) => by },
];

export function StatesTable({ states }: { readonly states: readonly StateChange[] }) {
  return (
    <DataTable
      caption="When they came, left and returned, oldest first"
      columns={COLUMNS}
      rows={states}
      keyOf={({ at, state }) => `${at} ${state}`}
      empty="The bridge has neither created this person nor locked them out."
    />
  );
}
