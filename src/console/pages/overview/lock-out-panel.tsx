import { formatDuration } from '../../format/durations.ts';
import { formatNumber, formatShare } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import type { LockOuts, Work } from './overview-answer.ts';

interface Row extends LockOuts {
  readonly span: string;
}

function time(ms: number | undefined): string {
  return ms === undefined ? '–' : formatDuration(ms);
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Time', isRowHeader: true, cell: ({ span }) => span },
  { title: 'Locked out', isNumber: true, cell: ({ lockedOut }) => formatNumber(lockedOut) },
  { title: 'Half within', isNumber: true, cell: ({ p50Ms }) => time(p50Ms) },
  { title: '99% within', isNumber: true, cell: ({ p99Ms }) => time(p99Ms) },
  {
    title: 'Within 5 minutes',
    isNumber: true,
    cell: ({ share }) => (share === undefined ? '–' : formatShare(share)),
  },
];

/** How soon people were locked out, against the promise of five minutes. */
export function LockOutPanel({ lockOuts }: Pick<Work, 'lockOuts'>) {
  const { lastDay, last30Days } = lockOuts;
  const { overdue } = lastDay;
  return (
    <Section title="Lock-out within five minutes">
      <p>
        {overdue === 0 ? (
          <Status tone="good" word="nobody is overdue" />
        ) : (
          <Status tone="bad" word={`${overdue} not locked out after five minutes`} />
        )}
      </p>
      <DataTable
        caption="From the accepted request until nobody can log in with the account"
        columns={COLUMNS}
        rows={[
          { span: 'Last 24 hours', ...lastDay },
          { span: 'Last 30 days', ...last30Days },
        ]}
        keyOf={({ span }) => span}
        empty="Nobody has left yet."
      />
    </Section>
  );
}
