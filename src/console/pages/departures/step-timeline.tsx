import { isUnderWay, type JourneyDetails } from './journey-words.ts';
import { StepItem } from './step-item.tsx';

interface StepTimelineProps {
  readonly journey: JourneyDetails;
  readonly onDone: () => void;
}

/** The steps in the order in which they are taken. */
export function StepTimeline({ journey, onDone }: StepTimelineProps) {
  return (
    <ol class="timeline">
      {journey.steps.map((step) => (
        <StepItem
          key={step.name}
          step={step}
          userId={journey.userId}
          canRetry={isUnderWay(journey)}
          onDone={onDone}
        />
      ))}
    </ol>
  );
}
