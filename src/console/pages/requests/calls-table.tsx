import { formatDuration } from '../../format/durations.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Status } from '../../parts/status.tsx';
import { describeStatus, type GenesysCall, toneOfStatus } from './request-words.ts';

type Numbered = GenesysCall & { readonly number: number };

const COLUMNS: readonly Column<Numbered>[] = [
  { title: 'Call', isRowHeader: true, cell: ({ operation }) => <code>{operation}</code> },
  {
    title: 'Answer',
    cell: ({ status }) => <Status tone={toneOfStatus(status)} word={describeStatus(status)} />,
  },
  { title: 'Took', isNumber: true, cell: ({ durationMs }) => formatDuration(durationMs) },
  { title: 'Attempt', isNumber: true, cell: ({ attempt }) => attempt },
  {
    title: 'Correlation id',
    cell: ({ correlationId }) => (correlationId === undefined ? '–' : <code>{correlationId}</code>),
  },
];

export function CallsTable({ calls }: { readonly calls: readonly GenesysCall[] }) {
  return (
    <DataTable
      caption="Calls to Genesys Cloud before the answer, the first 50"
      columns={COLUMNS}
      rows={calls.map((call, number) => ({ ...call, number }))}
      keyOf={({ number }) => String(number)}
      empty="It needed no call to Genesys Cloud before it was answered."
    />
  );
}
