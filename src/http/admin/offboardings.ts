/** The admin API's part for journeys: all of them page by page, one with its evidence, and how many there are. */

import { Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { describeProgress } from '../../offboarding/progress.ts';
import type { SnapshotVault } from '../../offboarding/snapshot-vault.ts';
import {
  countLatestJourneys,
  findOffboarding,
  listOffboardings,
  listSteps,
  type Offboarding,
} from '../../store/offboardings.ts';
import type { Store } from '../../store/open.ts';
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
  after: z.string().optional(),
});

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

async function listPage(store: Store, query: unknown) {
  const { after, limit, ...filters } = parseQuery(listQuery, query);
  const place = await findPlace(store, after);
  // One more than asked for tells whether there is a next page.
  const found = await listOffboardings(store.db, { ...filters, limit: limit + 1, after: place });
  const shown = found.slice(0, limit);
  return {
    offboardings: shown.map(summarise),
    ...(found.length > limit ? { next: shown.at(-1)?.id } : {}),
  };
}

async function describeOne(id: string, store: Store, vault: SnapshotVault) {
  const offboarding = await findOffboarding(store.db, id);
  if (offboarding === undefined) throw notFound('Offboarding');
  const steps = await listSteps(store.db, offboarding.id);
  const evidence = Object.fromEntries(steps.map((step) => [step.name, step.evidence]));
  return {
    ...summarise(offboarding),
    steps: describeProgress({ ...offboarding, status: 'complete' }, steps).steps?.map((step) => ({
      ...step,
      evidence: evidence[step.name],
    })),
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
