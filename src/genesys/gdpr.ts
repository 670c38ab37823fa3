/** GDPR requests (FACTS section 10). Only ever made on an administrator's explicit command. */

import type { GeneralDataProtectionRegulationApi, Models } from 'purecloud-platform-client-v2';
import { z } from 'zod';
import { pageOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { assertUuid } from './ids.ts';
import type { Operation } from './operation.ts';

export interface ReplacementTerm {
  readonly type: 'NAME' | 'EMAIL';
  readonly existingValue: string;
  readonly updatedValue: string;
}

export type GdprOrder =
  | { readonly requestType: 'GDPR_DELETE'; readonly userId: string }
  | {
      readonly requestType: 'GDPR_UPDATE';
      readonly userId: string;
      readonly replacementTerms: readonly ReplacementTerm[];
    };

export interface GdprRequest {
  readonly id: string;
  /** INITIATED, SEARCHING, UPDATING, DELETING, FINALIZING, COMPLETED or ERROR. */
  readonly status: string;
  readonly requestType: string;
  readonly createdDate?: string;
  readonly userId?: string;
}

export interface Gdpr {
  /** Not safe to repeat: look for it in `listLatest` when the answer was lost. */
  request(order: GdprOrder, options: CallOptions): Promise<GdprRequest>;
  get(requestId: string, options: CallOptions): Promise<GdprRequest>;
  /** The latest ones, at most 100. */
  listLatest(options: CallOptions): Promise<readonly GdprRequest[]>;
}

const CREATE: Operation = { method: 'POST', path: '/api/v2/gdpr/requests' };
const GET: Operation = { method: 'GET', path: '/api/v2/gdpr/requests/{requestId}' };
const LIST: Operation = { method: 'GET', path: '/api/v2/gdpr/requests' };
const LARGEST_PAGE = 100;

const gdprRequest: z.ZodType<GdprRequest> = z
  .object({
    id: z.string(),
    status: z.string(),
    requestType: z.string(),
    createdDate: z.string().exactOptional(),
    subject: z.object({ userId: z.string().exactOptional() }).exactOptional(),
  })
  .transform(({ subject, ...request }) => ({
    ...request,
    ...(subject?.userId === undefined ? {} : { userId: subject.userId }),
  }));

/** What the SDK's type asks for beside these is set by the server (FACTS section 10). */
type RequestBody = Omit<Models.GDPRRequest, 'createdBy' | 'createdDate' | 'status'>;

function toBody(order: GdprOrder): RequestBody {
  const subject = { userId: order.userId };
  if (order.requestType === 'GDPR_DELETE') return { requestType: order.requestType, subject };
  const replacementTerms = order.replacementTerms.map((term) => ({ ...term }));
  return { requestType: order.requestType, subject, replacementTerms };
}

export function createGdpr(api: GeneralDataProtectionRegulationApi, caller: Caller): Gdpr {
  return {
    async request(order, options) {
      assertUuid(order.userId);
      const body = toBody(order) as Models.GDPRRequest;
      const opts = { deleteConfirmed: order.requestType === 'GDPR_DELETE' };
      return await caller.read(gdprRequest, CREATE, options, () => api.postGdprRequests(body, opts));
    },

    async get(requestId, options) {
      assertUuid(requestId);
      return await caller.read(gdprRequest, GET, options, () => api.getGdprRequest(requestId));
    },

    async listLatest(options) {
      const page = await caller.read(pageOf(gdprRequest), LIST, options, () =>
        api.getGdprRequests({ pageSize: LARGEST_PAGE, pageNumber: 1 }),
      );
      return page.items;
    },
  };
}
