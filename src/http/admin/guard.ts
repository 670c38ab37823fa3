/** The admin API's part for the guard: what is held back, and the administrator's decision. */

import { type Response, Router } from 'express';
import { z } from 'zod';
import type { GuardPolicy } from '../../offboarding/guard.ts';
import { decideGuard, describeGuards, type Verdict } from '../../offboarding/guard-control.ts';
import type { Administrator } from '../../store/audit.ts';
import type { Store } from '../../store/open.ts';
import { readRequestId } from '../request-id.ts';
import { parseBody } from './body.ts';

export const decisionBody = z.strictObject({
  /** An hour unless given. */
  forSeconds: z.number().int().positive().max(31_536_000).optional(),
});

export interface GuardRouterOptions {
  readonly store: Store;
  readonly policy: GuardPolicy;
}

/** The client whose token decided: what it deactivates counts as its own. */
export function clientNameOf(response: Response): string {
  const client: unknown = response.locals.client;
  const named = typeof client === 'object' && client !== null && 'name' in client;
  return named && typeof client.name === 'string' ? client.name : 'admin API';
}

/** For the audit trail: who decided, as exactly as is known, and in which request. */
export function administratorOf(response: Response): Administrator {
  const { actor }: { actor?: unknown } = response.locals;
  return {
    actor: typeof actor === 'string' ? actor : clientNameOf(response),
    requestId: readRequestId(response),
  };
}

export function createGuardRouter({ store, policy }: GuardRouterOptions): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    response.json({ guards: await describeGuards(store, policy, new Date()) });
  });
  for (const verdict of ['release', 'reject'] as const satisfies readonly Verdict[]) {
    router.post(`/:client/${verdict}`, async (request, response) => {
      const { forSeconds } = parseBody(decisionBody, request.body);
      const forMs = forSeconds === undefined ? undefined : forSeconds * 1_000;
      const decision = { client: request.params.client, verdict, forMs };
      response.json(await decideGuard(store, decision, administratorOf(response), new Date()));
    });
  }
  return router;
}
