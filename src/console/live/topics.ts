/** Which events concern which part of the page. */

import type { LiveEvent } from './live-events.ts';

export function concernsJourneys({ type }: LiveEvent): boolean {
  return type === 'offboarding' || type === 'step';
}

export function concernsGuard({ type }: LiveEvent): boolean {
  return type === 'guard' || concernsJourneys({ type });
}

/** Figures move without anybody having done anything. */
export function concernsOverview({ type }: LiveEvent): boolean {
  return type === 'figures' || concernsGuard({ type });
}

export function concernsAudit({ type }: LiveEvent): boolean {
  return type === 'audit';
}

export function concernsRequests({ type }: LiveEvent): boolean {
  return type === 'request';
}
