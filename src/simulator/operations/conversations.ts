import { objectBody, requiredId } from '../http/check-input.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import { type Conversation, phaseOf } from '../organisation/conversation.ts';
import { giveToQueue, tearDown } from '../rules/conversations.ts';
import { required } from '../rules/find-record.ts';
import { renderConversation } from '../rules/render-conversation.ts';
import { ACCEPTED, anyOf, type Call, type Operation, ok, pathId, type Reply } from './operation.ts';

function conversationOf(call: Call): Conversation {
  const id = pathId(call, 'conversationId');
  const conversation = call.world.organisation.conversations.get(id);
  if (conversation === undefined) throw notFound(`conversation ${id}`);
  return conversation;
}

function getConversation(call: Call): Reply {
  return ok(renderConversation(call.world, conversationOf(call), call.now));
}

function disconnect(call: Call): Reply {
  const conversation = conversationOf(call);
  tearDown(conversation, call.now);
  return ok(JSON.stringify(conversation.id));
}

/** FACTS 9: the gentle way to free an agent. */
function replaceByQueue(call: Call): Reply {
  const { organisation } = call.world;
  const conversation = conversationOf(call);
  const participantId = pathId(call, 'participantId');
  const leg = conversation.agents.find((agent) => agent.participantId === participantId);
  if (leg === undefined) throw notFound(`agent participant ${participantId}`);
  const queue = required(organisation.queues, requiredId(objectBody(call.body), 'queueId'), 'queue');
  if (phaseOf(leg, call.now) !== 'connected') throw badRequest('The participant is not connected.');
  giveToQueue(conversation, leg, queue.id, call.now);
  return ACCEPTED;
}

const CONVERSATION = '/conversations/{conversationId}';

export const conversationOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: CONVERSATION,
    permissions: anyOf('conversation:communication:view'),
    handle: getConversation,
  },
  {
    method: 'POST',
    path: `${CONVERSATION}/disconnect`,
    permissions: anyOf('conversation:communication:disconnect'),
    handle: disconnect,
  },
  {
    method: 'POST',
    path: `${CONVERSATION}/participants/{participantId}/replace/queue`,
    permissions: anyOf('conversation:communication:blindTransferQueue'),
    handle: replaceByQueue,
  },
];
