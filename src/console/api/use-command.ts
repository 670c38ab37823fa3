/** A change that an operator asks for: one at a time, with what came of it. */

import { useState } from 'preact/hooks';
import { ApiError } from './api-error.ts';

export interface Command<A> {
  readonly isRunning: boolean;
  readonly failure: ApiError | undefined;
  readonly answer: A | undefined;
  /** Resolves to the answer, or to undefined where it failed. */
  readonly run: (ask: () => Promise<A>) => Promise<A | undefined>;
  readonly reset: () => void;
}

export function useCommand<A>(): Command<A> {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const [answer, setAnswer] = useState<A>();
  async function run(ask: () => Promise<A>): Promise<A | undefined> {
    setRunning(true);
    setFailure(undefined);
    try {
      const given = await ask();
      setAnswer(() => given);
      return given;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailure(error);
      return undefined;
    } finally {
      setRunning(false);
    }
  }
  function reset(): void {
    setFailure(undefined);
    setAnswer(undefined);
  }
  return { isRunning, failure, answer, run, reset };
}
