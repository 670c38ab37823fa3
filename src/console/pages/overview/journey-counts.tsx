import { formatNumber, toTitle } from '../../format/words.ts';
import { Age } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { hrefTo } from '../../router/match.ts';
import type { Work } from './overview-answer.ts';

/** How many journeys are in each state, with the way to them. */
export function JourneyCounts({ work }: { readonly work: Work }) {
  const { byStatus, oldestAt } = work.underWay;
  const counts = [...Object.entries(byStatus), ...Object.entries(work.over)];
  return (
    <Section title="Journeys">
      {counts.length === 0 ? <p class="quiet">Nobody has left yet.</p> : null}
      <dl class="figures">
        {counts.map(([status, journeys]) => (
          <div key={status}>
            <dt>{toTitle(status)}</dt>
            <dd>
              <a class="figure-value" href={hrefTo('/departures', { status })}>
                {formatNumber(journeys)}
              </a>
            </dd>
          </div>
        ))}
      </dl>
      {oldestAt === undefined ? null : (
        <p class="quiet">
          The oldest one under way was asked for <Age at={oldestAt} />.
        </p>
      )}
    </Section>
  );
}
