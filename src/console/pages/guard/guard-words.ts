import type { AnswerOf } from '../../api/operations.ts';
import type { Tone } from '../../parts/status.tsx';

export type Guard = AnswerOf<'get', '/guard'>['guards'][number];

const TONES: Readonly<Record<Guard['state'], Tone>> = {
  watching: 'good',
  held: 'bad',
  released: 'warn',
  rejected: 'warn',
};

export function toneOfGuard(state: Guard['state']): Tone {
  return TONES[state];
}
