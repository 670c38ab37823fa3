import { formatNumber, shortenId } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { RequestLink } from '../../parts/request-link.tsx';
import { hrefTo } from '../../router/match.ts';
import { type AuditEntry, detailsOf } from './audit-words.ts';

function Details({ entry }: { readonly entry: AuditEntry }) {
  return (
    <details>
      <summary>
        Show<span class="visually-hidden"> entry {entry.position}</span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <pre tabIndex={0}>{JSON.stringify(detailsOf(entry), null, 2)}</pre>
    </details>
  );
}

const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: 'Entry', isNumber: true, isRowHeader: true, cell: ({ position }) => formatNumber(position) },
  { title: 'Time', cell: ({ at }) => <Moment at={at} /> },
  { title: 'Who', cell: ({ actor }) => actor },
  { title: 'Did', cell: ({ action }) => <code>{action}</code> },
  {
    title: 'To',
    cell: ({ subject, personal }) =>
      subject === undefined ? (
        '–'
      ) : (
        <a href={hrefTo(`/people/${subject}`)} title={subject}>
          {personal?.name ?? personal?.email ?? shortenId(subject)}
        </a>
      ),
  },
  { title: 'In request', cell: ({ requestId }) => <RequestLink requestId={requestId} /> },
  { title: 'Details', cell: (entry) => <Details entry={entry} /> },
];

interface AuditTableProps {
  readonly entries: readonly AuditEntry[];
  readonly isFiltered: boolean;
}

export function AuditTable({ entries, isFiltered }: AuditTableProps) {
  return (
    <DataTable
      caption="The audit trail, newest first"
      columns={COLUMNS}
      rows={entries}
      keyOf={({ seq }) => String(seq)}
      empty={isFiltered ? 'No entry fits these filters.' : 'Nothing has been written down yet.'}
    />
  );
}
