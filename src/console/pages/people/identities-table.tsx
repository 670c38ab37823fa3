import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { describeSource, type History } from './person-words.ts';

type Identity = History['identities'][number];

const COLUMNS: readonly Column<Identity>[] = [
  { title: 'Seen', isRowHeader: true, cell: ({ at }) => <Moment at={at} /> },
  { title: 'Name', cell: ({ name }) => name ?? '–' },
  { title: 'E-mail', cell: ({ email }) => email ?? '–' },
  { title: 'userName', cell: ({ userName }) => userName ?? '–' },
  { title: 'In', cell: ({ source }) => describeSource(source) },
];

export function IdentitiesTable({ identities }: { readonly identities: readonly Identity[] }) {
  return (
    <DataTable
      caption="Who this id was: a line each time that a name or an address differed, oldest first"
      columns={COLUMNS}
      rows={identities}
      keyOf={({ at, source }) => `${at} ${source}`}
      empty="No name and no address of this id is known any more: they were erased, or never came by."
    />
  );
}
