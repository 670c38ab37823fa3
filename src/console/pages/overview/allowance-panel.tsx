import { TimeChart } from '../../charts/time-chart.tsx';
import { formatTimeOfDay } from '../../format/moments.ts';
import { formatNumber } from '../../format/words.ts';
import { Section } from '../../parts/section.tsx';
import type { Overview } from './overview-answer.ts';

/** How much of what Genesys Cloud allows is used, now and over the last hour. */
export function AllowancePanel({ allowance }: { readonly allowance: Overview['allowance'] }) {
  const { used, limit, lastHour } = allowance;
  const share =
    limit === undefined
      ? `${formatNumber(used)} used, no limit known`
      : `${formatNumber(used)} of ${formatNumber(limit)} used`;
  return (
    <Section title="Allowance of requests to Genesys Cloud">
      <p>
        <span class="figure-value">{share}</span> <span class="quiet">in this minute</span>
      </p>
      {limit === undefined ? null : (
        <meter
          min={0}
          max={limit}
          high={limit * 0.8}
          value={Math.min(used, limit)}
          aria-label="Used of the allowance"
        >
          {share}
        </meter>
      )}
      <TimeChart
        title="Calls a minute over the last hour"
        unit="in a minute"
        shape="line"
        formatTime={formatTimeOfDay}
        times={lastHour.map(({ at }) => new Date(at))}
        series={[
          { name: 'Calls', colour: 'accent', values: lastHour.map(({ calls }) => calls) },
          {
            name: 'Refused for the rate limit',
            colour: 'warn',
            values: lastHour.map(({ throttled }) => throttled),
          },
        ]}
      />
    </Section>
  );
}
