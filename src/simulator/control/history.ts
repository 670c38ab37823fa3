import type { JsonObject } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { UserRecord } from '../organisation/model.ts';
import { addPastConversation } from '../rules/conversations.ts';
import { queuesOf } from '../rules/queue-membership.ts';
import type { World } from '../world.ts';

const DAY_MS = 86_400_000;
const MOST_CONVERSATIONS = 100_000;
const MOST_DAYS = 3_650;

function count(body: JsonObject, field: 'conversations' | 'days', fallback: number, most: number): number {
  const value = body[field] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw badRequest(`The field '${field}' must be an integer from 1 to ${most}.`);
}

/** Gives an agent a past: conversations that are over, spread evenly over the last days. */
export function addHistory(world: World, user: UserRecord, body: JsonObject): object {
  const conversations = count(body, 'conversations', 100, MOST_CONVERSATIONS);
  const days = count(body, 'days', 30, MOST_DAYS);
  const queues = queuesOf(world, user);
  const stepMs = (days * DAY_MS) / conversations;
  const begin = world.now() - days * DAY_MS;
  for (let index = 0; index < conversations; index += 1) {
    const queueId = queues[index % Math.max(1, queues.length)]?.queue.id;
    addPastConversation(world, user, queueId, Math.floor(begin + index * stepMs));
  }
  return { conversations, days };
}
