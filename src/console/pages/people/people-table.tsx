import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { describeMatches, describeScimAnswer, describeState, type FoundPerson } from './person-words.ts';

interface PeopleTableProps {
  readonly people: readonly FoundPerson[];
  readonly genesysError: string | undefined;
}

function PersonCell({ person: { id, name, email } }: { readonly person: FoundPerson }) {
  return (
    <>
      <a href={hrefTo(`/people/${id}`)}>{name ?? email ?? id}</a>
      {name === undefined || email === undefined ? null : <span class="quiet below">{email}</span>}
    </>
  );
}

function columnsFor(genesysError: string | undefined): readonly Column<FoundPerson>[] {
  return [
    { title: 'Person', isRowHeader: true, cell: (person) => <PersonCell person={person} /> },
    {
      title: 'In Genesys Cloud',
      cell: (person) => <Status {...describeState({ ...person, genesysError })} />,
    },
    {
      title: 'SCIM answers',
      cell: (person) => <Status {...describeScimAnswer({ ...person, genesysError })} />,
    },
    { title: 'Your text fits', cell: ({ matched }) => describeMatches(matched) },
  ];
}

export function PeopleTable({ people, genesysError }: PeopleTableProps) {
  return (
    <DataTable
      caption="People whom your text fits"
      columns={columnsFor(genesysError)}
      rows={people}
      keyOf={({ id }) => id}
      empty="Nobody fits, now or earlier. A part of a name or an address will do; ids have to be whole."
    />
  );
}
