import { formatUntil } from '../../format/durations.ts';
import { useNow } from '../../format/use-now.ts';
import { count, toTitle } from '../../format/words.ts';
import { Moment } from '../../parts/moment.tsx';
import { Status } from '../../parts/status.tsx';
import { type Step, toneOfStep } from './journey-words.ts';
import { RetryButton } from './retry-button.tsx';
import { StepEvidence } from './step-evidence.tsx';

interface StepItemProps {
  readonly step: Step;
  readonly userId: string;
  readonly canRetry: boolean;
  readonly onDone: () => void;
}

export function StepItem({ step, userId, canRetry, onDone }: StepItemProps) {
  const { name, status, attempts, completedAt, evidence } = step;
  const isHeldUp = status === 'stuck' || status === 'waiting';
  return (
    <li class={`step step-${status}`}>
      <div class="step-head">
        <h3>{toTitle(name)}</h3>
        <Status tone={toneOfStep(status)} word={status} />
        <span class="quiet">
          {attempts === 0 ? 'not tried yet' : count(attempts, 'attempt', 'attempts')}
          {completedAt === undefined ? null : (
            <>
              {' · '}
              <Moment at={completedAt} />
            </>
          )}
        </span>
        {canRetry && isHeldUp ? <RetryButton userId={userId} step={name} onDone={onDone} /> : null}
      </div>
      <StepTrouble step={step} />
      <StepEvidence evidence={evidence} />
    </li>
  );
}

/** Why a step is not done: what it waits for, what went wrong, and what helps. */
function StepTrouble({ step }: { readonly step: Step }) {
  const { status, waitingFor, error, errorCode, cure, nextAttemptAt, stuckSince } = step;
  const now = useNow();
  if (status === 'done' || status === 'cancelled') return null;
  return (
    <>
      {waitingFor === undefined ? null : <p>Waits for: {waitingFor}</p>}
      {error === undefined ? null : (
        <div class="trouble">
          <p>
            {error} {errorCode === undefined ? null : <code>{errorCode}</code>}
          </p>
          {cure === undefined ? null : (
            <p>
              <strong>What to do:</strong> {cure}
            </p>
          )}
        </div>
      )}
      {stuckSince === undefined ? null : (
        <p class="quiet">
          Stuck since <Moment at={stuckSince} as="full" />
        </p>
      )}
      {nextAttemptAt === undefined || (waitingFor === undefined && error === undefined) ? null : (
        <p class="quiet">Next attempt {formatUntil(new Date(nextAttemptAt), now)}</p>
      )}
    </>
  );
}
