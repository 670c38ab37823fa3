/** What the admin API answers to whoever watches the bridge at work. */

import { z } from 'zod';
import { OFFBOARDING_KINDS, OFFBOARDING_STATUSES } from '../offboardings.ts';
import { guard, offboarding } from './answers.ts';

const time = z.iso.datetime();

const lockOuts = z.strictObject({
  lockedOut: z.int(),
  withinFiveMinutes: z.int(),
  overdue: z.int().describe('not locked out after more than five minutes'),
  p50Ms: z.int().optional(),
  p99Ms: z.int().optional(),
  share: z
    .number()
    .optional()
    .describe('locked out within five minutes, of those locked out or overdue; missing where there are none'),
});

const genesys = z
  .strictObject({
    answers: z.boolean().describe('whether calls are let through: false while the breaker is open'),
    since: time.optional().describe('since when; missing where that has not changed since the start'),
    lastAnswerAt: time.optional().describe('of whatever status'),
    inFlight: z.int(),
    waiting: z.record(z.string(), z.int()).describe('calls that wait for their turn, by priority'),
    allowances: z.array(
      z.strictObject({
        oauthClient: z.string(),
        used: z.int().describe('requests that Genesys counted in this minute, and those on the way'),
        limit: z.int().optional().describe('missing when Genesys sets none'),
      }),
    ),
  })
  .describe('as the instance that answers sees it');

const allowance = z
  .strictObject({
    used: z.int(),
    limit: z.int().optional(),
    lastHour: z
      .array(z.strictObject({ at: time, calls: z.int(), throttled: z.int() }))
      .describe('calls a minute and those refused for the rate limit, oldest first'),
  })
  .describe('of all instances: others tell theirs every ten seconds');

const instance = z.strictObject({
  id: z.string(),
  self: z.boolean().describe('the one that answers'),
  host: z.string(),
  version: z.string(),
  startedAt: time,
  seenAt: time.describe('its last heartbeat'),
  stoppedAt: time.optional(),
  alive: z.boolean(),
  genesysAnswers: z.boolean(),
});

const stuckStep = z.strictObject({
  offboardingId: z.string(),
  userId: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  kind: z.enum(OFFBOARDING_KINDS),
  step: z.string(),
  since: time,
  attempts: z.int(),
  nextAttemptAt: time,
  error: z.string().optional(),
  errorCode: z.string().optional(),
  cure: z.string().optional(),
});

const counts = z.partialRecord(z.enum(OFFBOARDING_STATUSES), z.int());

const work = z.strictObject({
  days: z
    .array(z.strictObject({ day: z.iso.date(), departures: z.int(), returns: z.int() }))
    .describe('the last thirty UTC days, oldest first'),
  lockOuts: z
    .strictObject({ lastDay: lockOuts, last30Days: lockOuts })
    .describe('from the accepted request to the lock-out; the month is read once a minute'),
  underWay: z.strictObject({ byStatus: counts, oldestAt: time.optional() }),
  over: counts,
  stuck: z.strictObject({ count: z.int(), oldest: z.array(stuckStep).describe('twenty at most') }),
  guards: z.array(guard),
});

export const overview = z.strictObject({
  at: time,
  instance: z.string().describe('id of the one that answers'),
  genesys,
  allowance,
  database: z.strictObject({
    kind: z.enum(['embedded', 'postgres']),
    answers: z.boolean(),
    reason: z.string().optional(),
  }),
  instances: z.array(instance).optional().describe('of the last day; missing without the database'),
  work: work.optional().describe('missing without the database'),
});

const noted = z.strictObject({
  number: z.int(),
  at: time.describe('when it came'),
  requestId: z.string(),
  client: z.string().optional().describe('missing for one that was not let in'),
  method: z.string(),
  path: z.string().describe('with the query, redacted'),
  status: z.int().describe('499 where the client left before the answer'),
  durationMs: z.int(),
});

const ofThisInstance = z.string().describe('id of the instance whose requests these are');

export const requestPage = z.strictObject({
  instance: ofThisInstance,
  requests: z.array(z.strictObject({ ...noted.shape, calls: z.int().describe('to Genesys Cloud') })),
  next: z.int().optional().describe("give it as 'before' for the next page; missing on the last one"),
});

const call = {
  operation: z.string(),
  status: z.int().optional().describe('missing when no answer came'),
  correlationId: z.string().optional().describe("Genesys' ININ-Correlation-Id"),
};

export const requestDetails = z.strictObject({
  instance: ofThisInstance,
  ...noted.shape,
  body: z.unknown().optional().describe('redacted'),
  answer: z.unknown().optional().describe('redacted'),
  omitted: z
    .strictObject({ body: z.boolean(), answer: z.boolean() })
    .describe('what was too large to be remembered'),
  calls: z
    .array(z.strictObject({ ...call, durationMs: z.int(), attempt: z.int() }))
    .describe('the first 50 of the request itself'),
  offboardings: z
    .array(
      z.strictObject({
        ...offboarding.shape,
        calls: z.array(z.strictObject({ ...call, step: z.string(), at: time })),
      }),
    )
    .describe('journeys that it began, with the calls of their steps; twenty at most'),
});

const severity = z.enum(['ok', 'note', 'warning', 'failure']);

export const examination = z.strictObject({
  at: time,
  worst: severity,
  findings: z.array(
    z.strictObject({
      check: z.string(),
      severity,
      finding: z.string(),
      cause: z.string().optional(),
      cure: z.string().optional(),
    }),
  ),
});

export const setup = z.strictObject({
  scimBaseUrl: z.url(),
  tokenEndpoint: z.url(),
  warnings: z.array(z.string()).describe('what an identity provider elsewhere would stumble over'),
  providers: z.array(
    z.strictObject({
      id: z.enum(['okta-wizard', 'okta-catalogue', 'entra', 'entra-flag', 'oauth']),
      name: z.string(),
      client: z.string().describe('a name for its client'),
      command: z.string().describe('makes its token'),
      settings: z.array(
        z.strictObject({
          label: z.string().describe("as the identity provider's page calls it"),
          value: z.string(),
          copy: z.literal(true).optional().describe('to be copied as it is'),
        }),
      ),
      document: z.string(),
    }),
  ),
});
