import { objectBody } from '../http/check-input.ts';
import { slicePage } from '../http/listing.ts';
import { readBodyPaging } from '../rules/body-paging.ts';
import { readConversationQuery } from '../rules/conversation-query.ts';
import { anyOf, type Call, type Operation, ok, type Reply } from './operation.ts';

/** A page without conversations leaves the list out. */
function queryDetails({ world, body, now }: Call): Reply {
  const request = objectBody(body);
  const paging = readBodyPaging(request);
  const found = readConversationQuery(world, request)(now);
  const conversations = slicePage(found, paging);
  return ok({ ...(conversations.length === 0 ? {} : { conversations }), totalHits: found.length });
}

export const conversationDetailOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/analytics/conversations/details/query',
    permissions: anyOf('analytics:conversationDetail:view', 'analytics:agentConversationDetail:view'),
    handle: queryDetails,
  },
];
