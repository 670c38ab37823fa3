import type { ApiError } from '../api/api-error.ts';
import { Button } from './button.tsx';

interface FailureProps {
  readonly error: ApiError;
  /** What did not work: "The departures could not be read." */
  readonly what?: string;
  readonly onRetry?: () => void;
}

/** An error with its cause and cure, in the words of the API. */
export function Failure({ error, what, onRetry }: FailureProps) {
  return (
    <div class="failure" role="alert">
      {what === undefined ? null : <p class="failure-what">{what}</p>}
      <p>{error.message}</p>
      {error.retryAfterSeconds === undefined ? null : <p>Try again in {error.retryAfterSeconds} s.</p>}
      {error.requestId === undefined ? null : (
        <p class="quiet">
          In the log of the bridge this is request <code>{error.requestId}</code>.
        </p>
      )}
      {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
