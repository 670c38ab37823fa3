/** Reads from the admin API for as long as a part of the page shows it, again whenever it may have changed. */

import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { ReadOptions } from '../api/admin-api.ts';
import { useApi } from '../api/api-context.ts';
import { ApiError } from '../api/api-error.ts';
import type { AnswerOf, PathOf } from '../api/operations.ts';
import { Coalesced } from './coalesce.ts';
import { LiveContext } from './live-context.ts';
import type { LiveEvent } from './live-events.ts';

export interface Reading<A> {
  /** The latest answer, kept while it is read again and when that fails. */
  readonly answer: A | undefined;
  readonly failure: ApiError | undefined;
  readonly readAgain: () => void;
}

interface State<A> {
  readonly key: string;
  readonly answer?: A;
  readonly failure?: ApiError;
}

const PAUSE_MS = 400;
/** Whoever cannot reach the bridge asks again by itself. */
const RETRY_MS = 3_000;

export interface When {
  /** The events that make it read again. */
  readonly changes?: (event: LiveEvent) => boolean;
  /** For what moves without an event. */
  readonly everyMs?: number;
}

/** Reads at once, when `when` says so, and when a lost connection has come back. */
export function useRead<P extends PathOf<'get'>>(
  path: P,
  options: Omit<ReadOptions<P>, 'signal' | 'background'> = {},
  { changes, everyMs }: When = {},
): Reading<AnswerOf<'get', P>> {
  const api = useApi();
  const live = useContext(LiveContext);
  const key = JSON.stringify([path, options]);
  const [state, setState] = useState<State<AnswerOf<'get', P>>>({ key });
  const again = useRef<() => void>(() => undefined);
  const matters = useRef(changes);
  matters.current = changes;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for path and options
  useEffect(() => {
    const aborted = new AbortController();
    let background = false;
    const reading = new Coalesced(async () => {
      try {
        const asked = { ...options, signal: aborted.signal, background };
        background = true;
        const answer = await api.read(path, asked);
        if (!aborted.signal.aborted) setState({ key, answer });
      } catch (error) {
        if (aborted.signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        setState((before) => ({ ...(before.key === key ? before : { key }), failure: error }));
        if (error.kind === 'unreachable') setTimeout(() => reading.want(), RETRY_MS);
      }
    }, PAUSE_MS);
    again.current = () => reading.want();
    reading.want();
    const leave = live?.subscribe((event) => {
      if (event === 'reread' || matters.current?.(event) === true) reading.want();
    });
    const timer = everyMs === undefined ? undefined : setInterval(() => reading.want(), everyMs);
    return () => {
      clearInterval(timer);
      aborted.abort();
      reading.stop();
      leave?.();
    };
  }, [api, live, key, everyMs]);

  const { answer, failure } = state.key === key ? state : {};
  return { answer, failure, readAgain: () => again.current() };
}
