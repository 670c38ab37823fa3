import type { ConversationsApi } from 'purecloud-platform-client-v2';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { Operation } from './operation.ts';

export interface Conversations {
  /** Ends it for everybody in it (FACTS section 9); one that is over counts as ended. */
  disconnect(conversationId: string, options: CallOptions): Promise<void>;
}

const DISCONNECT: Operation = {
  method: 'POST',
  path: '/api/v2/conversations/{conversationId}/disconnect',
  repeatable: true,
};

export function createConversations(api: ConversationsApi, caller: Caller): Conversations {
  return {
    async disconnect(conversationId, options) {
      assertUuid(conversationId);
      try {
        await caller.run(DISCONNECT, options, () => api.postConversationDisconnect(conversationId));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
