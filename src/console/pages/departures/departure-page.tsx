import { concernsJourneys } from '../../live/topics.ts';
import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { Section } from '../../parts/section.tsx';
import { hrefTo } from '../../router/match.ts';
import { JourneyActions } from './journey-actions.tsx';
import { JourneyFacts } from './journey-facts.tsx';
import { nameOf } from './journey-words.ts';
import { SnapshotView } from './snapshot-view.tsx';
import { StepTimeline } from './step-timeline.tsx';

/** One person's journey: what was done, what is left, and why it waits. */
export function DeparturePage({ values }: { readonly values: Readonly<Record<string, string>> }) {
  const id = values.id ?? '';
  const journey = useRead('/offboardings/{id}', { values: { id } }, { changes: concernsJourneys });
  const { answer } = journey;
  return (
    <Page
      title={answer === undefined ? 'Journey' : nameOf(answer)}
      lede={<a href={hrefTo('/departures')}>All departures</a>}
      actions={
        answer === undefined ? undefined : <JourneyActions journey={answer} onDone={journey.readAgain} />
      }
    >
      <ReadResult reading={journey} of="The journey">
        {(details) => (
          <>
            <JourneyFacts journey={details} />
            <Section title="Steps">
              <StepTimeline journey={details} onDone={journey.readAgain} />
            </Section>
            <SnapshotView snapshot={details.snapshot} />
          </>
        )}
      </ReadResult>
    </Page>
  );
}
