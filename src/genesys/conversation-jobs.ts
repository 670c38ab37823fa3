/** Conversation details of the past, fetched by jobs over Genesys' data lake (FACTS section 9). */

import type { AnalyticsApi } from 'purecloud-platform-client-v2';
import { z } from 'zod';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { assertUuid } from './ids.ts';
import type { Operation } from './operation.ts';
import { badAnswer } from './refusals.ts';

export interface ConversationQuery {
  readonly userId: string;
  /** Two ISO 8601 times with a slash between them. */
  readonly interval: string;
  /** Leaves out what began before the first day of the interval. */
  readonly startedInside?: boolean | undefined;
}

export interface ConversationJob {
  /** QUEUED, PENDING, FULFILLED, FAILED, CANCELLED or EXPIRED. */
  readonly state: string;
  readonly errorMessage?: string;
  readonly expirationDate?: string;
}

export interface ConversationPage {
  /** As Genesys wrote them, nothing left out. */
  readonly conversations: readonly Readonly<Record<string, unknown>>[];
  /** Of the next page; absent on the last one. */
  readonly cursor: string | undefined;
  /** What happened later may be missing. */
  readonly dataAvailabilityDate: string | undefined;
}

export interface ConversationJobs {
  /** The query as it is sent, for whoever has to say later what was asked. */
  describe(query: ConversationQuery): Readonly<Record<string, unknown>>;
  /** Resolves with the job's id. */
  start(query: ConversationQuery, options: CallOptions): Promise<string>;
  get(jobId: string, options: CallOptions): Promise<ConversationJob>;
  results(
    jobId: string,
    page: { readonly cursor?: string | undefined; readonly pageSize: number },
    options: CallOptions,
  ): Promise<ConversationPage>;
}

const JOBS = '/api/v2/analytics/conversations/details/jobs';
/** A second job for the same query does no harm: it expires. */
const START: Operation = { method: 'POST', path: JOBS, repeatable: true };
const GET: Operation = { method: 'GET', path: `${JOBS}/{jobId}` };
const RESULTS: Operation = { method: 'GET', path: `${JOBS}/{jobId}/results` };

const started = z.object({ jobId: z.string() }).transform(({ jobId }) => jobId);
const job: z.ZodType<ConversationJob> = z.object({
  state: z.string(),
  errorMessage: z.string().exactOptional(),
  expirationDate: z.string().exactOptional(),
});
const results = z.object({
  conversations: z.array(z.record(z.string(), z.unknown())).nullish(),
  cursor: z.string().nullish(),
  dataAvailabilityDate: z.string().nullish(),
});

function toBody({ userId, interval, startedInside = false }: ConversationQuery) {
  return {
    interval,
    startOfDayIntervalMatching: startedInside,
    order: 'asc',
    orderBy: 'conversationStart',
    segmentFilters: [
      {
        type: 'and',
        predicates: [{ type: 'dimension', dimension: 'userId', operator: 'matches', value: userId }],
      },
    ],
  };
}

export function createConversationJobs(api: AnalyticsApi, caller: Caller): ConversationJobs {
  return {
    describe: toBody,

    async start(query, options) {
      assertUuid(query.userId);
      return await caller.read(started, START, options, () =>
        api.postAnalyticsConversationsDetailsJobs(toBody(query)),
      );
    },

    async get(jobId, options) {
      assertUuid(jobId);
      return await caller.read(job, GET, options, () => api.getAnalyticsConversationsDetailsJob(jobId));
    },

    async results(jobId, { cursor, pageSize }, options) {
      assertUuid(jobId);
      // Not by `read`, which would take the nulls out of what is evidence.
      const answer = await caller.exchange(RESULTS, options, () =>
        api.getAnalyticsConversationsDetailsJobResults(jobId, {
          pageSize,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
      const parsed = results.safeParse(answer.data);
      if (!parsed.success) throw badAnswer(RESULTS, answer, 'no page of conversations');
      const { conversations, dataAvailabilityDate } = parsed.data;
      return {
        conversations: conversations ?? [],
        cursor: parsed.data.cursor || undefined,
        dataAvailabilityDate: dataAvailabilityDate ?? undefined,
      };
    },
  };
}
