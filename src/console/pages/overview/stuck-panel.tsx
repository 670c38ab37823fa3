import { count, toTitle } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Age } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { hrefTo } from '../../router/match.ts';
import { nameOf } from '../departures/journey-words.ts';
import type { StuckStep, Work } from './overview-answer.ts';

const COLUMNS: readonly Column<StuckStep>[] = [
  {
    title: 'Person',
    isRowHeader: true,
    cell: (step) => <a href={hrefTo(`/departures/${step.offboardingId}`)}>{nameOf(step)}</a>,
  },
  { title: 'Step', cell: ({ step }) => toTitle(step) },
  { title: 'Stuck since', cell: ({ since }) => <Age at={since} /> },
  {
    title: 'Why, and what to do',
    cell: ({ error, cure }) => (
      <>
        {error ?? 'not known'}
        {cure === undefined ? null : <span class="below quiet">{cure}</span>}
      </>
    ),
  },
];

/** What does not go on by itself, oldest first. */
export function StuckPanel({ stuck }: Pick<Work, 'stuck'>) {
  const { oldest } = stuck;
  return (
    <Section
      title={stuck.count === 0 ? 'Nothing is stuck' : `${count(stuck.count, 'step is', 'steps are')} stuck`}
    >
      {stuck.count === 0 ? (
        <p class="quiet">Every departure and return goes on by itself.</p>
      ) : (
        <DataTable
          caption={oldest.length < stuck.count ? `The oldest ${oldest.length}` : 'Oldest first'}
          columns={COLUMNS}
          rows={oldest}
          keyOf={({ offboardingId, step }) => `${offboardingId} ${step}`}
          empty="Nothing is stuck."
        />
      )}
    </Section>
  );
}
