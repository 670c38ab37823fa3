/** Which events concern which part of the page. */

import type { LiveEvent } from './live-events.ts';

export function concernsJourneys({ type }: LiveEvent): boolean {
  return type.startsWith('offboarding') || type.startsWith('step');
}

export function concernsGuard({ type }: LiveEvent): boolean {
  return type.startsWith('guard') || concernsJourneys({ type });
}
