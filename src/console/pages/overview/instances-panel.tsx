import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Age, Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import type { Overview } from './overview-answer.ts';

type Instance = NonNullable<Overview['instances']>[number];

function InstanceStatus({ instance }: { readonly instance: Instance }) {
  if (instance.alive) return <Status tone="good" word="works" />;
  return instance.stoppedAt === undefined ? (
    <Status tone="bad" word="not heard of" />
  ) : (
    <Status tone="calm" word="stopped" />
  );
}

const COLUMNS: readonly Column<Instance>[] = [
  { title: 'Instance', isRowHeader: true, cell: ({ host, self }) => (self ? `${host} (this one)` : host) },
  { title: 'State', cell: (instance) => <InstanceStatus instance={instance} /> },
  { title: 'Genesys Cloud', cell: ({ genesysAnswers }) => (genesysAnswers ? 'answers' : 'does not answer') },
  { title: 'Version', cell: ({ version }) => version },
  { title: 'Started', cell: ({ startedAt }) => <Moment at={startedAt} /> },
  { title: 'Last sign of life', cell: ({ seenAt }) => <Age at={seenAt} /> },
];

/** The processes that take up the work. */
export function InstancesPanel({ instances }: { readonly instances: readonly Instance[] }) {
  return (
    <Section title="Workers">
      <DataTable
        caption="Instances of the bridge in the last day"
        columns={COLUMNS}
        rows={instances}
        keyOf={({ id }) => id}
        empty="No instance has told of itself yet."
      />
    </Section>
  );
}
