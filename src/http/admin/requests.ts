/** The admin API's part for SCIM requests: the last ones of this instance, redacted, with the Genesys calls they caused. */

import { Router } from 'express';
import { z } from 'zod';
import type { CallInfo } from '../../genesys/client.ts';
import { listSteps } from '../../store/offboarding-steps.ts';
import { listOffboardings } from '../../store/offboardings.ts';
import type { Store } from '../../store/open.ts';
import { listStepRuns } from '../../store/step-runs.ts';
import { redactBody, redactUrl } from '../scim/redacted.ts';
import type { NotedRequest, RequestLog } from '../scim/request-log.ts';
import { notFound } from './errors.ts';
import { summarise } from './offboardings.ts';
import { limit, parseQuery } from './query.ts';

export const listQuery = z.strictObject({
  limit,
  client: z.string().optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  /** Only those answered with 400 and above. */
  failed: z.stringbool().default(false),
  before: z.coerce.number('must be a number of a request').int().nonnegative().optional(),
});

export interface RequestRouterOptions {
  readonly store: Store;
  /** Id of this instance. */
  readonly instance: string;
  readonly requests: RequestLog;
}

/** A bulk request can begin a thousand journeys. */
const MOST_JOURNEYS = 20;

function describeRequest(noted: NotedRequest) {
  const { number, requestId, client, method, status, durationMs } = noted;
  return {
    number,
    at: new Date(noted.answeredAt - durationMs).toISOString(),
    requestId,
    client,
    method,
    path: redactUrl(noted.url),
    status,
    durationMs,
    calls: noted.calls.length,
  };
}

function describeCall({ operation, status, durationMs, attempt, correlationId }: CallInfo) {
  return { operation, status, durationMs: Math.round(durationMs), attempt, correlationId };
}

function readAnswer(answer: string | undefined): unknown {
  if (answer === undefined) return undefined;
  return redactBody(JSON.parse(answer));
}

async function describeJourneys(store: Store, requestId: string) {
  const journeys = await listOffboardings(store.db, { requestId, limit: MOST_JOURNEYS });
  return await Promise.all(
    journeys.map(async (journey) => {
      const names = new Map(
        (await listSteps(store.db, journey.id)).map(({ position, name }) => [position, name]),
      );
      const runs = await listStepRuns(store.db, journey.id);
      return {
        ...summarise(journey),
        calls: runs.flatMap(({ position, startedAt, calls }) =>
          calls.map((call) => ({ step: names.get(position) ?? '', at: startedAt.toISOString(), ...call })),
        ),
      };
    }),
  );
}

function listPage({ requests, instance }: RequestRouterOptions, query: unknown) {
  const { limit, before, client, method, failed } = parseQuery(listQuery, query);
  const shown: NotedRequest[] = [];
  let more = false;
  for (const noted of requests.list(before)) {
    const isMeant =
      (client === undefined || noted.client === client) &&
      (method === undefined || noted.method === method) &&
      (!failed || noted.status >= 400);
    if (!isMeant) continue;
    more = shown.length === limit;
    if (more) break;
    shown.push(noted);
  }
  const next = more ? shown.at(-1)?.number : undefined;
  return { instance, requests: shown.map(describeRequest), ...(next === undefined ? {} : { next }) };
}

async function describeOne({ requests, instance, store }: RequestRouterOptions, requestId: string) {
  const noted = requests.find(requestId);
  if (noted === undefined) throw notFound('Request');
  return {
    instance,
    ...describeRequest(noted),
    body: redactBody(noted.body),
    answer: readAnswer(noted.answer),
    omitted: noted.omitted,
    calls: noted.calls.map(describeCall),
    offboardings: await describeJourneys(store, requestId),
  };
}

export function createRequestRouter(options: RequestRouterOptions): Router {
  const router = Router();
  router.get('/requests', (request, response) => {
    response.json(listPage(options, request.query));
  });
  router.get('/requests/:requestId', async (request, response) => {
    response.json(await describeOne(options, request.params.requestId));
  });
  return router;
}
