import { useEffect, useRef, useState } from 'preact/hooks';
import { type Journey, KIND_WORDS, nameOf } from './journey-words.ts';

/** Journeys that were not in the list before, said in words. */
export function describeArrivals(before: ReadonlySet<string>, now: readonly Journey[]): string {
  const arrived = now.filter(({ id }) => !before.has(id));
  const [first] = arrived;
  if (first === undefined) return '';
  return arrived.length === 1
    ? `New: ${KIND_WORDS[first.kind]} of ${nameOf(first)}`
    : `${arrived.length} new journeys`;
}

/** What has newly come into a list while it is shown. */
export function useArrivals(journeys: readonly Journey[] | undefined): string {
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  const [text, setText] = useState('');
  useEffect(() => {
    if (journeys === undefined) {
      known.current = undefined;
      return;
    }
    if (known.current !== undefined) {
      const said = describeArrivals(known.current, journeys);
      if (said !== '') setText(said);
    }
    known.current = new Set([...(known.current ?? []), ...journeys.map(({ id }) => id)]);
  }, [journeys]);
  return text;
}
