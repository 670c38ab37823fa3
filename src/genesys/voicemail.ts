import type { VoicemailApi } from 'purecloud-platform-client-v2';
import { voicemailPolicy } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { isNotFound } from './errors.ts';
import { assertUuid } from './ids.ts';
import type { Operation } from './operation.ts';

export interface Voicemail {
  /** Whether the user has a mailbox. */
  isEnabled(userId: string, options: CallOptions): Promise<boolean>;
}

const GET_POLICY: Operation = { method: 'GET', path: '/api/v2/voicemail/userpolicies/{userId}' };

export function createVoicemail(api: VoicemailApi, caller: Caller): Voicemail {
  return {
    async isEnabled(userId, options) {
      assertUuid(userId);
      try {
        const policy = await caller.read(voicemailPolicy, GET_POLICY, options, () =>
          api.getVoicemailUserpolicy(userId),
        );
        return policy.enabled;
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return false;
      }
    },
  };
}
