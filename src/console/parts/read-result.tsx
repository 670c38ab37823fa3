import type { ComponentChildren } from 'preact';
import type { Reading } from '../live/use-read.ts';
import { Failure } from './failure.tsx';

interface ReadResultProps<A> {
  readonly reading: Reading<A>;
  /** "The departures" */
  readonly of: string;
  readonly children: (answer: A) => ComponentChildren;
}

/** Shows what was read; a failure beside what was known before it. */
export function ReadResult<A>({ reading, of, children }: ReadResultProps<A>) {
  const { answer, failure, readAgain } = reading;
  return (
    <>
      {failure === undefined ? null : (
        <Failure error={failure} what={`${of} could not be read.`} onRetry={readAgain} />
      )}
      {answer === undefined ? null : children(answer)}
      {answer === undefined && failure === undefined ? (
        <p class="loading" role="status">
          Reading …
        </p>
      ) : null}
    </>
  );
}
