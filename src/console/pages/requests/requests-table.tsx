import { formatDuration } from '../../format/durations.ts';
import { formatNumber } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { describeStatus, type ScimRequest, toneOfStatus } from './request-words.ts';

const COLUMNS: readonly Column<ScimRequest>[] = [
  { title: 'Time', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Client', cell: ({ client }) => client ?? 'not let in' },
  {
    title: 'Request',
    isRowHeader: true,
    cell: ({ requestId, method, path }) => (
      <a href={hrefTo(`/requests/${encodeURIComponent(requestId)}`)}>
        <code>
          {method} {path}
        </code>
      </a>
    ),
  },
  {
    title: 'Answer',
    cell: ({ status }) => <Status tone={toneOfStatus(status)} word={describeStatus(status)} />,
  },
  { title: 'Took', isNumber: true, cell: ({ durationMs }) => formatDuration(durationMs) },
  { title: 'Genesys calls', isNumber: true, cell: ({ calls }) => formatNumber(calls) },
];

interface RequestsTableProps {
  readonly requests: readonly ScimRequest[];
  readonly isFiltered: boolean;
}

export function RequestsTable({ requests, isFiltered }: RequestsTableProps) {
  return (
    <DataTable
      caption="SCIM requests with their answers"
      columns={COLUMNS}
      rows={requests}
      keyOf={({ number }) => String(number)}
      empty={isFiltered ? 'No request fits these filters.' : 'Nobody has asked this instance anything yet.'}
    />
  );
}
