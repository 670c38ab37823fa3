/** What the admin API answers, as schemas: the published description has them, and tests hold real answers to them. */

import { z } from 'zod';
import { OFFBOARDING_KINDS, OFFBOARDING_STATUSES } from '../offboardings.ts';

const time = z.iso.datetime();
const facts = z.record(z.string(), z.unknown());
const kind = z.enum(OFFBOARDING_KINDS);
const journeyStatus = z.enum(OFFBOARDING_STATUSES);
const userState = z.string().describe('in Genesys Cloud: active, inactive or deleted');

export const offboarding = z
  .strictObject({
    id: z.string(),
    userId: z.uuid().describe('Genesys id, which is the SCIM id'),
    kind,
    status: journeyStatus,
    client: z.string().describe('SCIM client or administrator that asked for it'),
    requestId: z.string(),
    requestedAt: time,
    lockedOutAt: time.optional(),
    completedAt: time.optional(),
    restoredAt: time.optional(),
  })
  .describe('the journey of one person');

/** With what the person is called, as far as the bridge remembers. */
const namedOffboarding = z.strictObject({
  ...offboarding.shape,
  name: z.string().optional(),
  email: z.string().optional(),
});

export const offboardingPage = z.strictObject({
  offboardings: z.array(namedOffboarding).describe('newest first'),
  next: z.string().optional().describe("give it as 'after' for the next page; missing on the last one"),
  cut: z
    .literal(true)
    .optional()
    .describe("'text' fits more people than were looked at, so journeys may be missing: give more of it"),
});

export const offboardingSummary = z.strictObject({
  people: z
    .partialRecord(journeyStatus, z.int())
    .describe('how many people have their latest journey in each status'),
});

const step = z.strictObject({
  name: z.string(),
  phase: z.string(),
  status: z.enum(['pending', 'waiting', 'done', 'stuck', 'cancelled']),
  attempts: z.int(),
  waitingFor: z.string().optional(),
  error: z.string().optional(),
  errorCode: z.string().optional().describe('docs/troubleshooting.md explains it'),
  cure: z.string().optional().describe('what to do about the error'),
  nextAttemptAt: time.optional().describe('of an open step; it may wait for those before it as well'),
  stuckSince: time.optional(),
  completedAt: time.optional(),
  evidence: facts.optional(),
});

export const offboardingDetails = z.strictObject({
  ...namedOffboarding.shape,
  steps: z.array(step),
  snapshot: z.unknown().describe('what the person held before the first write, as far as it is kept'),
});

const found = {
  id: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  state: userState.optional(),
  matched: z.array(z.string()),
};

export const stalePeople = z.strictObject({
  people: z.array(z.strictObject({ ...found, lastLogin: z.string().optional() })),
  next: z.string().optional().describe("give it as 'cursor' for the next page; missing on the last one"),
});

export const people = z.strictObject({
  people: z.array(z.strictObject({ ...found, wanted: z.string().optional() })),
  cut: z.literal(true).optional().describe('there are more than are shown: give more of the name'),
  genesysError: z.string().optional().describe('why Genesys Cloud could not be asked'),
});

export const person = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  state: userState.optional(),
  genesysError: z.string().optional(),
  wanted: z.string().optional().describe('what was last accepted: active, inactive or removed'),
  externalIds: z.array(z.strictObject({ authority: z.string(), externalId: z.string() })),
  offboardings: z.array(offboarding),
});

export const history = z.strictObject({
  id: z.string(),
  now: z.strictObject({
    name: z.string().optional(),
    email: z.string().optional(),
    state: userState.optional(),
    genesysError: z.string().optional(),
    wanted: z.string().optional(),
  }),
  identities: z
    .array(
      z.strictObject({
        at: time,
        name: z.string().optional(),
        email: z.string().optional(),
        userName: z.string().optional(),
        source: z.string(),
      }),
    )
    .describe('oldest first; each time that a name or an address differs'),
  states: z.array(
    z.strictObject({ at: time, state: z.enum(['created', 'inactive', 'active']), by: z.string() }),
  ),
  externalIds: z.array(z.strictObject({ authority: z.string(), externalId: z.string() })),
  clients: z.array(z.strictObject({ client: z.string(), since: time })),
  offboardings: z.array(offboarding),
  events: z.array(
    z.strictObject({ at: time, actor: z.string(), action: z.string(), requestId: z.string().optional() }),
  ),
});

const about = {
  userId: z.string(),
  name: z.string(),
  email: z.string().optional(),
  state: userState,
};

export const offboarded = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...about,
    outcome: z.literal('planned'),
    plan: z.strictObject({
      steps: z.array(
        z.strictObject({
          name: z.string(),
          takes: z.array(z.string()),
          calls: z.int(),
          waitsFor: z.string().optional(),
        }),
      ),
      calls: z.int().describe('to Genesys Cloud, reads included'),
    }),
  }),
  z.strictObject({
    ...about,
    outcome: z.enum(['accepted', 'joined', 'already']),
    offboardingId: z.string(),
  }),
]);

export const restored = z.union([
  z.strictObject({ ...about, offboardingId: z.string(), joined: z.boolean() }),
  z.strictObject({
    ...about,
    plan: z.strictObject({
      steps: z.array(z.strictObject({ name: z.string(), gives: z.array(z.string()) })),
      snapshotTakenAt: time.optional(),
    }),
  }),
]);

export const retried = z.strictObject({ offboardingId: z.string(), steps: z.array(z.string()) });

export const cancelled = z.strictObject({
  offboardingId: z.string(),
  kind,
  steps: z.array(z.string()).describe('what is left as it is'),
});

export const conversationsEnding = z.strictObject({ userId: z.string(), offboardingId: z.string() });

export const guard = z.strictObject({
  client: z.string(),
  state: z.enum(['watching', 'held', 'released', 'rejected']),
  until: time.optional().describe('when a decision ends'),
  departures: z.int().describe('people deactivated within the window'),
  heldBack: z.int().describe('people whose deactivation is held back'),
});

export const guards = z.strictObject({ guards: z.array(guard) });

export const auditEntries = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        at: time,
        actor: z.string(),
        action: z.string(),
        subject: z.string().optional().describe('Genesys id of the person, where it is about one'),
        requestId: z.string().optional(),
        correlationId: z.string().optional().describe("Genesys' ININ-Correlation-Id"),
        detail: facts,
        personal: z.record(z.string(), z.string()).optional().describe('until it is erased'),
        seq: z.int(),
        position: z.int(),
        hash: z.string(),
      }),
    )
    .describe('newest first'),
  next: z.int().optional().describe("give it as 'before' for the next page; missing on the last one"),
});

const auditHead = z.strictObject({ position: z.int(), hash: z.string() });

export const auditChain = z.strictObject({
  entries: z.int(),
  head: auditHead.describe('kept somewhere else, it later proves that nothing before it was rewritten'),
  lastVerification: z
    .strictObject({ at: time, intact: z.boolean() })
    .optional()
    .describe('of the whole trail, by whichever instance'),
});

export const auditVerdict = z.strictObject({
  intact: z.boolean(),
  entries: z.int(),
  head: auditHead,
  problems: z.array(
    z.strictObject({
      position: z.int(),
      problem: z.enum(['changed', 'missing', 'inserted', 'rewritten']),
    }),
  ),
});

export const erasure = z.strictObject({
  id: z.string(),
  userId: z.string(),
  kind: z.enum(['delete', 'update']),
  state: z.enum(['sending', 'running', 'complete', 'failed']),
  actor: z.string(),
  requestedAt: time,
  genesysRequestId: z.string().optional(),
  genesysStatus: z.string().optional(),
  checkedAt: time.optional(),
  error: z.string().optional(),
  completedAt: time.optional(),
});

export const erasurePreview = z.strictObject({
  userId: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  state: z.string(),
  refusal: z.string().optional().describe('why it would be refused'),
  warning: z.string(),
  erasures: z.array(erasure),
});

export const conversationJobStarted = z.strictObject({ jobId: z.string(), query: facts });

export const conversationJob = z.strictObject({
  state: z.string(),
  errorMessage: z.string().optional(),
  expirationDate: z.string().optional(),
});

export const conversationPage = z.strictObject({
  conversations: z.array(facts),
  cursor: z.string().optional(),
  dataAvailabilityDate: z.string().optional(),
});

export const notifications = z.strictObject({
  notifications: z.array(
    z.strictObject({
      id: z.string(),
      webhook: z.string(),
      event: z.string(),
      userId: z.string().optional(),
      at: time,
      status: z.enum(['pending', 'delivered', 'failed']),
      attempts: z.int(),
      lastAnswer: z.string().optional(),
      dueAt: time.optional(),
      settledAt: time.optional(),
    }),
  ),
});

export const notificationsRetried = z.strictObject({ retried: z.int() });

/** RFC 7644 section 3.12: the admin API's errors are SCIM's, with a code. */
export const error = z.strictObject({
  schemas: z.array(z.string()),
  status: z.string(),
  scimType: z.string().optional(),
  detail: z.string().describe('cause and cure'),
  code: z
    .string()
    .describe('stable, for programs; docs/troubleshooting.md explains each, and so does the command explain'),
});
