import { type JsonObject, optionalChoice } from '../http/check-input.ts';
import type { AnalyticsConversation } from '../organisation/analytics-conversation.ts';
import type { World } from '../world.ts';
import {
  CONVERSATION_DIMENSIONS,
  conversationDimensions,
  renderAnalytics,
  SEGMENT_DIMENSIONS,
  segmentDimensions,
} from './analytics-conversation.ts';
import { readFilters } from './detail-predicates.ts';
import { type Interval, readInterval } from './interval.ts';

const DAY_MS = 86_400_000;

const ORDERS = ['asc', 'desc', 'unordered'] as const;
const ORDER_FIELDS = ['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'] as const;

/** Conversations that started on a day which the interval touches: the documented, and surprising, rule. */
function startedOnADayOf({ start, end }: Interval, startedAt: number): boolean {
  const firstDay = Math.floor(start / DAY_MS) * DAY_MS;
  const dayAfter = Math.ceil(end / DAY_MS) * DAY_MS;
  return startedAt >= firstDay && startedAt < dayAfter;
}

function sortKey(conversation: AnalyticsConversation, field: (typeof ORDER_FIELDS)[number]): string {
  // Who has not ended comes last, as the highest possible date.
  if (field === 'conversationEnd') return conversation.conversationEnd ?? '9999';
  if (field === 'conversationStart') return conversation.conversationStart;
  const segments = conversation.participants.flatMap(({ sessions }) =>
    sessions.flatMap((one) => one.segments),
  );
  const keys = segments.map((segment) => segment[field] ?? '9999').sort();
  return keys[0] ?? '';
}

/** Reads a query of conversation details; the search runs when the function returned is called. */
export function readConversationQuery(
  world: World,
  body: JsonObject,
): (now: number) => AnalyticsConversation[] {
  const interval = readInterval(body.interval);
  const conversationTests = readFilters(body.conversationFilters, CONVERSATION_DIMENSIONS);
  const segmentTests = readFilters(body.segmentFilters, SEGMENT_DIMENSIONS);
  const order = optionalChoice(body, 'order', ORDERS) ?? 'asc';
  const orderBy = optionalChoice(body, 'orderBy', ORDER_FIELDS) ?? 'conversationStart';
  const passes = (conversation: AnalyticsConversation) =>
    conversationTests.every((test) => conversationDimensions(conversation).some(test)) &&
    segmentTests.every((test) => segmentDimensions(conversation).some(test));
  return (now) => {
    const found = [...world.organisation.conversations.values()]
      .filter(({ startedAt }) => startedAt <= now && startedOnADayOf(interval, startedAt))
      .map((conversation) => renderAnalytics(world, conversation, now))
      .filter(passes)
      .sort((a, b) => sortKey(a, orderBy).localeCompare(sortKey(b, orderBy)));
    return order === 'desc' ? found.reverse() : found;
  };
}
