import { randomUUID } from 'node:crypto';
import { objectBody } from '../http/check-input.ts';
import { encodeCursor, readCursor } from '../http/cursor.ts';
import { readPaging } from '../http/listing.ts';
import { badRequest, notFound } from '../http/platform-error.ts';
import type { AnalyticsJob } from '../organisation/model.ts';
import { readConversationQuery } from '../rules/conversation-query.ts';
import { stateAt } from '../rules/progress.ts';
import { anyOf, type Call, NO_CONTENT, type Operation, ok, pathId, type Reply } from './operation.ts';

const MAX_PAGE_SIZE = 10_000;
/** How long results can be fetched. */
const LIFETIME_MS = 3 * 86_400_000;

function jobOf(call: Call): AnalyticsJob {
  const id = pathId(call, 'jobId');
  const job = call.world.organisation.analyticsJobs.get(id);
  if (job === undefined) throw notFound(`analytics job ${id}`);
  return job;
}

function stateOf(job: AnalyticsJob, now: number): string {
  if (job.cancelledAt !== undefined) return 'CANCELLED';
  if (now >= job.startedAt + job.durationMs + LIFETIME_MS) return 'EXPIRED';
  return stateAt(['QUEUED', 'PENDING', 'FULFILLED'], job, now);
}

function postJob({ world, body, now }: Call): Reply {
  const search = readConversationQuery(world, objectBody(body));
  const durationMs = world.behaviour.amount('analyticsJobMs');
  const job: AnalyticsJob = {
    id: randomUUID(),
    startedAt: now,
    durationMs,
    search,
    found: undefined,
    cancelledAt: undefined,
  };
  world.organisation.analyticsJobs.set(job.id, job);
  return ok({ jobId: job.id });
}

/** FACTS 9: 202 while the job runs, 200 when it is over. */
function getStatus(call: Call): Reply {
  const job = jobOf(call);
  const state = stateOf(job, call.now);
  const completedAt = job.cancelledAt ?? job.startedAt + job.durationMs;
  const running = state === 'QUEUED' || state === 'PENDING';
  return {
    status: running ? 202 : 200,
    body: {
      state,
      submissionDate: new Date(job.startedAt).toISOString(),
      expirationDate: new Date(completedAt + LIFETIME_MS).toISOString(),
      ...(running ? {} : { completionDate: new Date(completedAt).toISOString() }),
    },
  };
}

/** What the data lake knew when the job was done: conversations of the last moments are not in it. */
function availableAt({ world }: Call, at: number): number {
  return at - world.behaviour.amount('analyticsDataLagMs');
}

function getResults(call: Call): Reply {
  const job = jobOf(call);
  const { pageSize } = readPaging(call.query, MAX_PAGE_SIZE);
  const start = readCursor(call.query, 'job') ?? 0;
  const state = stateOf(job, call.now);
  if (state !== 'FULFILLED') throw badRequest(`The job is ${state}; it has no results.`);
  const at = availableAt(call, job.startedAt + job.durationMs);
  job.found ??= job.search(at);
  const { found } = job;
  const end = start + pageSize;
  const conversations = found.slice(start, end).map((conversation) => ({
    ...conversation,
    participants: conversation.participants.map((participant) => ({ ...participant, attributes: {} })),
  }));
  const cursor = encodeCursor('job', end);
  return ok({
    ...(conversations.length === 0 ? {} : { conversations }),
    ...(end < found.length ? { cursor } : {}),
    dataAvailabilityDate: new Date(at).toISOString(),
  });
}

function deleteJob(call: Call): Reply {
  jobOf(call).cancelledAt ??= call.now;
  return NO_CONTENT;
}

function getAvailability(call: Call): Reply {
  return ok({ dataAvailabilityDate: new Date(availableAt(call, call.now)).toISOString() });
}

const JOBS = '/analytics/conversations/details/jobs';
const VIEW = anyOf('analytics:conversationDetail:view', 'analytics:agentConversationDetail:view');

export const conversationJobOperations: readonly Operation[] = [
  { method: 'POST', path: JOBS, permissions: VIEW, handle: postJob },
  {
    method: 'GET',
    path: `${JOBS}/availability`,
    permissions: anyOf('analytics:conversationDetail:view'),
    handle: getAvailability,
  },
  { method: 'GET', path: `${JOBS}/{jobId}`, permissions: VIEW, handle: getStatus },
  { method: 'DELETE', path: `${JOBS}/{jobId}`, permissions: VIEW, handle: deleteJob },
  { method: 'GET', path: `${JOBS}/{jobId}/results`, permissions: VIEW, handle: getResults },
];
