import type { TelephonyProvidersEdgeApi } from 'purecloud-platform-client-v2';
import { entityRef, pageOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { assertUuid } from './ids.ts';
import type { EntityRef } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';

export interface Phones {
  /** WebRTC phones that are the user's own. */
  ofUser(userId: string, options: CallOptions): Promise<EntityRef[]>;
}

const LIST: Operation = { method: 'GET', path: '/api/v2/telephony/providers/edges/phones' };
const PAGE_SIZE = 100;

export function createPhones(api: TelephonyProvidersEdgeApi, caller: Caller): Phones {
  return {
    async ofUser(userId, options) {
      assertUuid(userId);
      return collectPages((pageNumber) =>
        caller.read(pageOf(entityRef), LIST, options, () =>
          api.getTelephonyProvidersEdgesPhones({ webRtcUserId: userId, pageSize: PAGE_SIZE, pageNumber }),
        ),
      );
    },
  };
}
