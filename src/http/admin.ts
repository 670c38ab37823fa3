/**
 * The admin API: offboardings, people (also those SCIM answers 404 for), the audit trail, and decisions about what
 * waits. Needs the scope `admin`.
 */

import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../errors.ts';
import type { Genesys } from '../genesys/client.ts';
import { isUuid } from '../genesys/ids.ts';
import { endConversations } from '../offboarding/end-conversations.ts';
import type { GuardPolicy } from '../offboarding/guard.ts';
import { describeProgress } from '../offboarding/progress.ts';
import type { SnapshotVault } from '../offboarding/snapshot-vault.ts';
import type { Erasures } from '../records/erasure/erasures.ts';
import { listExternalIds } from '../store/kept-users.ts';
import { findOffboarding, listOffboardings, listSteps, type Offboarding } from '../store/offboardings.ts';
import type { Store } from '../store/open.ts';
import { findPerson } from '../store/people.ts';
import { createAuditRouter } from './admin-audit.ts';
import { createErasureRouter } from './admin-erasure.ts';
import { createEvidenceRouter } from './admin-evidence.ts';
import { administratorOf, createGuardRouter } from './admin-guard.ts';
import { limit, parseQuery } from './admin-query.ts';
import { refuseTokenInUrl } from './scim/access-token.ts';
import { readBody } from './scim/body.ts';
import { limitRate } from './scim/rate-limit.ts';

export interface AdminOptions {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly authenticate: RequestHandler;
  readonly policy: GuardPolicy;
  readonly vault: SnapshotVault;
  /** OAuth clients of the bridge at Genesys Cloud. */
  readonly clientIds: readonly string[];
  readonly erasures: Erasures;
}

const OFFBOARDING_STATUSES = [
  'lockingOut',
  'releasing',
  'complete',
  'stuck',
  'restoring',
  'restored',
  'cancelled',
] as const;

const offboardingQuery = z.strictObject({
  limit,
  userId: z.string().optional(),
  status: z.enum(OFFBOARDING_STATUSES).optional(),
});

function notFound(what: string): BridgeError {
  return new BridgeError(`${what} not found`, { code: 'admin.not-found', status: 404 });
}

function requireAdmin(response: Response): void {
  const client: unknown = response.locals.client;
  const scopes = typeof client === 'object' && client !== null && 'scopes' in client ? client.scopes : [];
  if (Array.isArray(scopes) && scopes.includes('admin')) return;
  throw new BridgeError(
    "The token lacks the scope 'admin'; create one with: token create NAME --scope admin",
    {
      code: 'admin.missing-scope',
      status: 403,
    },
  );
}

function summarise(offboarding: Offboarding) {
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

async function describeUser(userId: string, { store, genesys }: AdminOptions) {
  if (!isUuid(userId)) throw notFound('User');
  const call = { priority: 'interactive', deadline: Date.now() + 15_000 } as const;
  const user =
    (await genesys.users.find(userId, {}, call)) ??
    (await genesys.users.find(userId, { state: 'deleted' }, call));
  const person = await findPerson(store.db, userId);
  if (user === undefined && person === undefined) throw notFound('User');
  const offboardings = await listOffboardings(store.db, { userId, limit: 100 });
  return {
    id: userId,
    name: user?.name,
    email: user?.email,
    state: user?.state,
    wanted: person?.wanted,
    externalIds: await listExternalIds(store.db, userId),
    offboardings: offboardings.map(summarise),
  };
}

export function createAdminRouter(options: AdminOptions): Router {
  const { store, authenticate } = options;
  const router = Router();
  router.use(
    refuseTokenInUrl,
    authenticate,
    limitRate(() => performance.now()),
  );
  router.use((_request, response, next) => {
    requireAdmin(response);
    next();
  });
  router.use(readBody);
  router.get('/offboardings', async (request, response) => {
    const { limit, userId, status } = parseQuery(offboardingQuery, request.query);
    const found = await listOffboardings(store.db, {
      limit,
      ...(userId === undefined ? {} : { userId }),
      ...(status === undefined ? {} : { status }),
    });
    response.json({ offboardings: found.map(summarise) });
  });
  router.get('/offboardings/:id', async (request, response) => {
    const offboarding = await findOffboarding(store.db, request.params.id);
    if (offboarding === undefined) throw notFound('Offboarding');
    const steps = await listSteps(store.db, offboarding.id);
    const evidence = Object.fromEntries(steps.map((step) => [step.name, step.evidence]));
    response.json({
      ...summarise(offboarding),
      steps: describeProgress({ ...offboarding, status: 'complete' }, steps).steps?.map((step) => ({
        ...step,
        evidence: evidence[step.name],
      })),
      snapshot: options.vault.open(offboarding.snapshot, offboarding.userId),
    });
  });
  router.use(createEvidenceRouter(options));
  router.use(createErasureRouter(options.erasures));
  router.use('/guard', createGuardRouter(options));
  router.post('/users/:id/conversations/end', async (request, response) => {
    const { id } = request.params;
    if (!isUuid(id)) throw notFound('User');
    response.json(await endConversations(store, id, administratorOf(response), new Date()));
  });
  router.get('/users/:id', async (request, response) => {
    response.json(await describeUser(request.params.id, options));
  });
  router.use('/audit', createAuditRouter(store));
  return router;
}
