import { randomUUID } from 'node:crypto';
import { isObject, listBody } from '../http/check-input.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import type { NotificationChannel } from '../organisation/model.ts';
import { type Call, NO_PERMISSION, type Operation, ok, pathText, type Reply } from './operation.ts';

/** FACTS 10: what can be heard about somebody, and about audited entities; no topic is about the profile. */
const TOPICS: Readonly<Record<string, string>> = {
  'v2.users.{id}.presence': 'User presence',
  'v2.users.{id}.routingStatus': 'Routing status of a user',
  'v2.users.{id}.station': 'Station of a user',
  'v2.users.{id}.tokens': 'Tokens of a user',
  'v2.users.{id}.activity': 'Activity of a user',
  'v2.users.{id}.conversationsummary': 'Conversations of a user, counted',
  'v2.users.{id}.conversations': 'Conversations of a user',
  'v2.audits.entitytype.{id}.entityid.{id}': 'Audits of an entity',
  'v2.routing.queues.{id}.users': 'Members of a queue',
};

const LIFETIME_MS = 86_400_000;
const MAX_CHANNELS = 20;
const MAX_TOPICS = 1000;

function listTopics(): Reply {
  const entities = Object.entries(TOPICS).map(([id, description]) => ({
    id,
    description,
    requiresPermissions: [],
    enforced: false,
    visibility: 'Public',
    transports: ['All'],
    topicParameters: ['id'],
  }));
  return ok({ entities });
}

/** A channel that nothing is ever sent on; the oldest of a client goes when it has too many. */
function postChannel({ world, client, now }: Call): Reply {
  const { channels } = world.organisation;
  const own = [...channels.values()].filter(({ clientId }) => clientId === client.clientId);
  const [oldest] = own;
  if (own.length >= MAX_CHANNELS && oldest !== undefined) channels.delete(oldest.id);
  const channel: NotificationChannel = {
    id: `streaming-${randomUUID()}`,
    clientId: client.clientId,
    topics: new Set(),
  };
  channels.set(channel.id, channel);
  return ok({
    connectUri: `wss://streaming.mypurecloud.com/channels/${channel.id}`,
    id: channel.id,
    expires: new Date(now + LIFETIME_MS).toISOString(),
  });
}

const TOPIC_PATTERNS = Object.keys(TOPICS).map(
  (topic) => new RegExp(`^${topic.replaceAll('.', '\\.').replaceAll('{id}', '[^.]+')}$`),
);

function readTopic(value: unknown): string {
  const id = isObject(value) ? value.id : undefined;
  if (typeof id === 'string' && TOPIC_PATTERNS.some((pattern) => pattern.test(id))) return id;
  throw badRequest(`Topic [${String(id)}] is invalid.`, 'notification.invalid.topic');
}

function addSubscriptions(call: Call): Reply {
  const channelId = pathText(call, 'channelId');
  const channel = call.world.organisation.channels.get(channelId);
  if (channel?.clientId !== call.client.clientId) throw notFound(`channel ${channelId}`);
  const topics = listBody(call.body).map(readTopic);
  if (new Set([...channel.topics, ...topics]).size > MAX_TOPICS) {
    const message = `A channel has at most ${MAX_TOPICS} subscriptions.`;
    throw badRequest(message, 'notification.subscription.too.many.subscriptions');
  }
  for (const topic of topics) channel.topics.add(topic);
  const selfUri = `/api/v2/notifications/channels/${channelId}/subscriptions`;
  return ok({ entities: [...channel.topics].map((id) => ({ id, state: 'Permitted', selfUri })) });
}

export const notificationOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/notifications/availabletopics',
    permissions: NO_PERMISSION,
    handle: listTopics,
  },
  { method: 'POST', path: '/notifications/channels', permissions: NO_PERMISSION, handle: postChannel },
  {
    method: 'POST',
    path: '/notifications/channels/{channelId}/subscriptions',
    permissions: NO_PERMISSION,
    handle: addSubscriptions,
  },
];
