import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { RequestLink } from '../../parts/request-link.tsx';
import type { History } from './person-words.ts';

type PersonEvent = History['events'][number];

const COLUMNS: readonly Column<PersonEvent>[] = [
  { title: 'Time', isRowHeader: true, cell: ({ at }) => <Moment at={at} /> },
  { title: 'Who', cell: ({ actor }) => actor },
  { title: 'Did', cell: ({ action }) => <code>{action}</code> },
  { title: 'In request', cell: ({ requestId }) => <RequestLink requestId={requestId} /> },
];

export function PersonEventsTable({ events }: { readonly events: readonly PersonEvent[] }) {
  return (
    <DataTable
      caption="What clients and administrators did, oldest first"
      columns={COLUMNS}
      rows={events}
      keyOf={({ at, action, requestId }) => `${at} ${action} ${requestId ?? ''}`}
      empty="The audit trail has nothing about this person."
    />
  );
}
