import { formatNumber } from '../../format/words.ts';
import { Facts } from '../../parts/facts.tsx';
import { Age } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import type { Overview } from './overview-answer.ts';

export function GenesysPanel({ genesys }: { readonly genesys: Overview['genesys'] }) {
  const { answers, since, lastAnswerAt, inFlight, waiting } = genesys;
  const queued = Object.entries(waiting).filter(([, calls]) => calls > 0);
  return (
    <Section title="Genesys Cloud">
      <Facts
        facts={{
          State: answers ? (
            <Status tone="good" word="answers" />
          ) : (
            <Status tone="bad" word="does not answer" />
          ),
          Since: since === undefined ? undefined : <Age at={since} />,
          'Last answer': lastAnswerAt === undefined ? 'none yet' : <Age at={lastAnswerAt} />,
          'Calls under way': formatNumber(inFlight),
          'Calls that wait':
            queued.length === 0
              ? 'none'
              : queued.map(([priority, calls]) => `${calls} ${priority}`).join(', '),
        }}
      />
      {answers ? null : (
        <p>
          Accepted departures wait and go on by themselves as soon as Genesys Cloud answers; nothing is lost.
        </p>
      )}
    </Section>
  );
}
