import { TimeChart } from '../../charts/time-chart.tsx';
import { formatUtcDay } from '../../format/moments.ts';
import { Section } from '../../parts/section.tsx';
import { HeldNotice } from './held-notice.tsx';
import { JourneyCounts } from './journey-counts.tsx';
import { LockOutPanel } from './lock-out-panel.tsx';
import type { Work } from './overview-answer.ts';
import { StuckPanel } from './stuck-panel.tsx';

/** How the work goes: what needs somebody first. */
export function WorkPanels({ work }: { readonly work: Work }) {
  const { days, lockOuts, stuck, guards } = work;
  return (
    <>
      <HeldNotice guards={guards} />
      <JourneyCounts work={work} />
      <StuckPanel stuck={stuck} />
      <div class="grid">
        <LockOutPanel lockOuts={lockOuts} />
        <Section title="Departures and returns">
          <TimeChart
            title="Departures and returns over 30 days"
            unit="on a day"
            shape="bars"
            formatTime={formatUtcDay}
            times={days.map(({ day }) => new Date(`${day}T00:00:00Z`))}
            series={[
              { name: 'Departures', colour: 'accent', values: days.map(({ departures }) => departures) },
              { name: 'Returns', colour: 'good', values: days.map(({ returns }) => returns) },
            ]}
          />
        </Section>
      </div>
    </>
  );
}
