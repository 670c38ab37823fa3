import { toTitle } from '../format/words.ts';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm';

/** Never by colour alone: each tone has a sign of its own, beside the word. */
const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', busy: '◐', warn: '!', bad: '✕', calm: '·' };

interface StatusProps {
  readonly tone: Tone;
  /** A name of the API or words. */
  readonly word: string;
}

export function Status({ tone, word }: StatusProps) {
  return (
    <span class={`status status-${tone}`}>
      <span class="status-sign" aria-hidden="true">
        {SIGNS[tone]}
      </span>
      <span>{toTitle(word)}</span>
    </span>
  );
}
