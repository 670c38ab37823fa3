import { useLiveState } from '../live/live-context.ts';
import type { LiveState } from '../live/live-events.ts';
import { Status, type Tone } from '../parts/status.tsx';

const SHOWN: Readonly<Record<LiveState, { tone: Tone; word: string; title: string }>> = {
  connecting: { tone: 'busy', word: 'connecting', title: 'Opening the stream of changes' },
  live: { tone: 'good', word: 'live', title: 'Changes show as they happen' },
  reconnecting: {
    tone: 'warn',
    word: 'reconnecting',
    title: 'The stream of changes broke off; what is shown may be seconds old',
  },
  offline: { tone: 'bad', word: 'offline', title: 'The bridge is out of reach; what is shown is old' },
};

export function LiveIndicator() {
  const { tone, word, title } = SHOWN[useLiveState()];
  return (
    <span class="live" role="status" aria-live="polite" title={title}>
      <Status tone={tone} word={word} />
    </span>
  );
}
