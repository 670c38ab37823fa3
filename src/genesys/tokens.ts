import type { TokensApi } from 'purecloud-platform-client-v2';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { Operation } from './operation.ts';

export interface Tokens {
  /** Ends all sessions of a user; somebody without any is fine. */
  revokeAll(userId: string, options: CallOptions): Promise<void>;
}

const DELETE_TOKENS: Operation = { method: 'DELETE', path: '/api/v2/tokens/{userId}' };

export function createTokens(api: TokensApi, caller: Caller): Tokens {
  return {
    async revokeAll(userId, options) {
      assertUuid(userId);
      try {
        await caller.run(DELETE_TOKENS, options, () => api.deleteToken(userId));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
