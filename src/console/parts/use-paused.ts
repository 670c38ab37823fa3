import { useEffect, useState } from 'preact/hooks';

const TYPING_PAUSE_MS = 300;

/** A text that is taken when its writer pauses, not letter by letter: for what asks the bridge. */
export function usePaused(value: string, take: (value: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  // Changed from outside, such as by a button that clears it.
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => take(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, take]);
  return [text, setText];
}
