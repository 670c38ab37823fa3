/**
 * The evidence of one journey, in one document: who asked for what, what was done to whom and when, how it was
 * verified, and what cannot be said. This schema is the type, the check and the published JSON schema.
 */

import { z } from 'zod';

const time = z.iso.datetime();
const named = z.strictObject({ id: z.string(), name: z.string().exactOptional() });
const facts = z.record(z.string(), z.unknown());

const call = z.strictObject({
  operation: z.string().describe('method and path template of the Genesys operation'),
  status: z.number().exactOptional().describe('missing when no answer came'),
  correlationId: z.string().exactOptional().describe("Genesys' ININ-Correlation-Id"),
});

const run = z.strictObject({
  startedAt: time,
  endedAt: time,
  outcome: z.enum(['pending', 'waiting', 'done', 'stuck', 'cancelled']),
  waitingFor: z.string().exactOptional(),
  error: z.string().exactOptional(),
  calls: z.array(call),
});

const readBack = z.strictObject({
  result: z
    .enum(['confirmed', 'kept', 'open', 'pending', 'notRead'])
    .describe(
      'confirmed: Genesys no longer shows it (or shows it again, after a return); kept: it stays for the reason given; ' +
        'open: Genesys still shows it; pending: not read back yet; notRead: there is nothing to read back',
    ),
  at: time.exactOptional(),
  kept: facts.exactOptional(),
});

const step = z.strictObject({
  position: z.number(),
  name: z.string(),
  does: z.string(),
  phase: z.string(),
  status: z.string(),
  attempts: z.number(),
  startedAt: time.exactOptional().describe('of the first run that is recorded'),
  completedAt: time.exactOptional(),
  waitingFor: z.string().exactOptional(),
  error: z.string().exactOptional(),
  found: facts.exactOptional().describe('what the step has left as its own evidence'),
  readBack,
  runs: z.array(run),
  genesysAuditIds: z.array(z.string()).describe('of the entries below that tell of it'),
});

const genesysAuditEntry = z.strictObject({
  id: z.string(),
  eventDate: z.string(),
  serviceName: z.string().exactOptional(),
  entityType: z.string().exactOptional(),
  action: z.string().exactOptional(),
  status: z.string().exactOptional(),
  entity: z.looseObject({}).exactOptional(),
  user: z.looseObject({}).exactOptional(),
  client: z.looseObject({}).exactOptional(),
  propertyChanges: z.array(z.looseObject({})).exactOptional(),
  context: z.record(z.string(), z.string()).exactOptional(),
});

const trailEntry = z.strictObject({
  position: z.number(),
  at: time,
  actor: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  requestId: z.string().nullable(),
  correlationId: z.string().nullable(),
  detail: facts,
  personal: z.record(z.string(), z.string()).exactOptional().describe('until it is erased'),
  personalHash: z.string().nullable(),
  previousHash: z.string(),
  hash: z.string(),
});

export const evidenceSchema = z.strictObject({
  document: z.literal('genesys-scim-bridge/offboarding-evidence'),
  version: z.literal(1),
  generatedAt: time,
  generatedBy: z.string(),
  person: z.strictObject({
    id: z.string(),
    names: z.enum(['known', 'erased', 'unknown']),
    name: z.string().exactOptional(),
    email: z.string().exactOptional(),
    state: z
      .string()
      .exactOptional()
      .describe('in Genesys Cloud, when this document was made; gone: it is not known there'),
    wanted: z.string().exactOptional(),
    externalIds: z.array(z.strictObject({ authority: z.string(), externalId: z.string() })),
    erasures: z.array(
      z.strictObject({
        kind: z.enum(['delete', 'update']),
        state: z.string(),
        actor: z.string(),
        requestedAt: time,
        completedAt: time.exactOptional(),
        genesysRequestId: z.string().exactOptional(),
        genesysStatus: z.string().exactOptional(),
      }),
    ),
  }),
  request: z.strictObject({
    offboardingId: z.string(),
    kind: z.enum(['deactivate', 'delete', 'restore']),
    status: z.string(),
    client: z.string(),
    requestId: z.string(),
    traceId: z.string().exactOptional(),
    requestedAt: time,
    lockedOutAt: time.exactOptional(),
    completedAt: time.exactOptional(),
    restoredAt: time.exactOptional(),
    lockOutMs: z.number().exactOptional(),
  }),
  snapshot: z.strictObject({
    available: z.boolean(),
    reason: z.string().exactOptional(),
    takenAt: time.exactOptional(),
    state: z.string().exactOptional(),
    division: named.exactOptional(),
    team: named.exactOptional(),
    station: named.exactOptional(),
    roles: z.array(named.extend({ division: z.string() })).exactOptional(),
    queues: z.array(named.extend({ joined: z.boolean() })).exactOptional(),
    groups: z.array(named).exactOptional(),
    skills: z.array(named).exactOptional(),
    languages: z.array(named).exactOptional(),
    unread: z.array(z.string()).exactOptional(),
  }),
  steps: z.array(step),
  genesysAudit: z.strictObject({
    interval: z.string(),
    queries: z.array(
      z.strictObject({
        by: z.string(),
        how: z.enum(['query', 'realtime', 'none']),
        complete: z.boolean(),
        read: z.number().describe('entries that Genesys gave'),
        problem: z.string().exactOptional(),
      }),
    ),
    entries: z.array(genesysAuditEntry).describe('those about this person, oldest first'),
  }),
  auditTrail: z.strictObject({
    entries: z.array(trailEntry).describe('all about this person, oldest first'),
    head: z.strictObject({ position: z.number(), hash: z.string() }),
    verified: z.strictObject({
      intact: z.boolean(),
      entries: z.number().describe('of the whole trail'),
      problems: z.array(z.strictObject({ position: z.number(), problem: z.string() })),
    }),
    recompute: z.string(),
  }),
  gaps: z
    .array(z.strictObject({ part: z.string(), reason: z.string() }))
    .describe('what this document should say and cannot; empty when it is complete'),
});

export type Evidence = z.infer<typeof evidenceSchema>;
export type EvidenceStep = Evidence['steps'][number];
export type Gap = Evidence['gaps'][number];
