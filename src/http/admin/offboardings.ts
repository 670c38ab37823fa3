/** The admin API's part for journeys: all of them page by page, one with its evidence, and how many there are. */

import { Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { isUuid } from '../../genesys/ids.ts';
import type { SnapshotVault } from '../../offboarding/snapshot-vault.ts';
import { type KnownName, listNames } from '../../store/names.ts';
import { isOpen, listSteps, type OffboardingStep } from '../../store/offboarding-steps.ts';
import {
  countLatestJourneys,
  findOffboarding,
  listOffboardings,
  type Offboarding,
} from '../../store/offboardings.ts';
import type { Store } from '../../store/open.ts';
import { findIdsByText, findIdsByWords } from '../../store/people-search.ts';
import { cureOf } from './cure.ts';
import { notFound } from './errors.ts';
import { limit, moment, parseQuery } from './query.ts';

export const OFFBOARDING_STATUSES = [
  'lockingOut',
  'releasing',
  'complete',
  'stuck',
  'restoring',
  'restored',
  'cancelled',
] as const;

export const OFFBOARDING_KINDS = ['deactivate', 'delete', 'restore'] as const;

export const listQuery = z.strictObject({
  limit,
  userId: z.string().optional(),
  status: z.enum(OFFBOARDING_STATUSES).optional(),
  kind: z.enum(OFFBOARDING_KINDS).optional(),
  client: z.string().optional(),
  since: moment.optional(),
  until: moment.optional(),
  /** A Genesys id, or a part of a name, a userName, an e-mail address or an externalId. */
  text: z.string().trim().min(2).max(300).optional(),
  /** Only those with a step that is stuck. */
  stuck: z.stringbool().default(false),
  after: z.string().optional(),
});

/** People whom a text may mean in one search. */
const MOST_MEANT = 200;

export function summarise(offboarding: Offboarding) {
  const { id, userId, kind, status, clientName, requestId, requestedAt } = offboarding;
  return {
    id,
    userId,
    kind,
    status,
    client: clientName,
    requestId,
    requestedAt: requestedAt.toISOString(),
    lockedOutAt: offboarding.lockedOutAt?.toISOString(),
    completedAt: offboarding.completedAt?.toISOString(),
    restoredAt: offboarding.restoredAt?.toISOString(),
  };
}

async function findPlace(store: Store, after: string | undefined): Promise<Offboarding | undefined> {
  if (after === undefined) return undefined;
  const place = await findOffboarding(store.db, after);
  if (place !== undefined) return place;
  throw new BridgeError("Query parameter 'after': give the 'next' of the page before", {
    code: 'admin.bad-query',
    status: 400,
  });
}

interface Meant {
  readonly userIds: readonly string[];
  /** The text fits more people than are looked at. */
  readonly cut: boolean;
}

async function findMeant(store: Store, text: string): Promise<Meant> {
  if (isUuid(text)) return { userIds: [text.toLowerCase()], cut: false };
  const exact = await findIdsByText(store.db, text, MOST_MEANT);
  const { ids, cut } = await findIdsByWords(store.db, text, MOST_MEANT);
  return { userIds: [...new Set([...exact.keys(), ...ids])], cut };
}

function withName(offboarding: Offboarding, names: ReadonlyMap<string, KnownName>) {
  return { ...summarise(offboarding), ...names.get(offboarding.userId) };
}

async function listPage(store: Store, query: unknown) {
  const { after, limit, text, ...filters } = parseQuery(listQuery, query);
  const place = await findPlace(store, after);
  const meant = text === undefined ? undefined : await findMeant(store, text);
  const cut = meant?.cut === true ? { cut: true } : {};
  if (meant?.userIds.length === 0) return { offboardings: [], ...cut };
  // One more than asked for tells whether there is a next page.
  const search = { ...filters, userIds: meant?.userIds, limit: limit + 1, after: place };
  const found = await listOffboardings(store.db, search);
  const shown = found.slice(0, limit);
  const names = await listNames(store.db, [...new Set(shown.map(({ userId }) => userId))]);
  return {
    offboardings: shown.map((offboarding) => withName(offboarding, names)),
    ...(found.length > limit ? { next: shown.at(-1)?.id } : {}),
    ...cut,
  };
}

function describeStep(step: OffboardingStep) {
  const { name, phase, status, attempts, waitingFor, error, errorCode, evidence } = step;
  return {
    name,
    phase,
    status,
    attempts,
    waitingFor,
    error,
    errorCode,
    cure: cureOf(errorCode),
    nextAttemptAt: isOpen(step) ? step.dueAt.toISOString() : undefined,
    stuckSince: step.stuckSince?.toISOString(),
    completedAt: step.completedAt?.toISOString(),
    evidence,
  };
}

async function describeOne(id: string, store: Store, vault: SnapshotVault) {
  const offboarding = await findOffboarding(store.db, id);
  if (offboarding === undefined) throw notFound('Offboarding');
  const names = await listNames(store.db, [offboarding.userId]);
  return {
    ...withName(offboarding, names),
    steps: (await listSteps(store.db, offboarding.id)).map(describeStep),
    snapshot: vault.open(offboarding.snapshot, offboarding.userId),
  };
}

export function createOffboardingsRouter({
  store,
  vault,
}: {
  readonly store: Store;
  readonly vault: SnapshotVault;
}): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    response.json(await listPage(store, request.query));
  });
  router.get('/summary', async (_request, response) => {
    response.json({ people: await countLatestJourneys(store.db) });
  });
  router.get('/:id', async (request, response) => {
    response.json(await describeOne(request.params.id, store, vault));
  });
  return router;
}
