import { useNow } from '../../format/use-now.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { type Client, describeAccess, describeWrites, hrefOfClient, lastUseOf } from './client-words.ts';

function LastUse({ client }: { readonly client: Client }) {
  const at = lastUseOf(client.credentials);
  return at === undefined ? <>never</> : <Moment at={at} />;
}

function columnsAt(now: Date): readonly Column<Client>[] {
  return [
    {
      title: 'Client',
      isRowHeader: true,
      cell: ({ name }) => <a href={hrefTo(hrefOfClient(name))}>{name}</a>,
    },
    { title: 'Credentials', cell: (client) => <Status {...describeAccess(client, now)} /> },
    { title: 'Last used', cell: (client) => <LastUse client={client} /> },
    {
      title: 'Sees',
      cell: ({ settings: { scope } }) => (scope === 'all' ? 'everybody' : 'only people of its own'),
    },
    { title: 'Writes', cell: ({ settings }) => <Status {...describeWrites(settings)} /> },
    {
      title: 'Requests a second',
      isNumber: true,
      cell: ({ settings: { rate } }) => `${rate.perSecond} (${rate.burst} at once)`,
    },
  ];
}

export function ClientsTable({ clients }: { readonly clients: readonly Client[] }) {
  const now = useNow();
  return (
    <DataTable
      caption="Clients, by name"
      columns={columnsAt(now)}
      rows={clients}
      keyOf={({ name }) => name}
      empty="No client yet. Create one for your identity provider; First start says what to paste there."
    />
  );
}
