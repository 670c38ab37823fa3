/** The admin API's part for people: who somebody is, and what administrators have done with them. */

import { type Response, Router } from 'express';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import { isGenesysFailure } from '../../genesys/errors.ts';
import { isUuid } from '../../genesys/ids.ts';
import type { GenesysUser } from '../../genesys/models.ts';
import { endConversations } from '../../offboarding/end-conversations.ts';
import type { Intent } from '../../offboarding/intent.ts';
import type { Offboardings } from '../../offboarding/offboardings.ts';
import type { SnapshotVault } from '../../offboarding/snapshot-vault.ts';
import { searchPeople } from '../../provisioning/people-search.ts';
import { readHistory } from '../../records/history.ts';
import { listExternalIds } from '../../store/kept-users.ts';
import { listOffboardings } from '../../store/offboardings.ts';
import type { Store } from '../../store/open.ts';
import { findPerson } from '../../store/people.ts';
import { parseBody } from './body.ts';
import { notFound, refuseOnTrial } from './errors.ts';
import { administratorOf, clientNameOf } from './guard.ts';
import { summarise } from './offboardings.ts';
import { moment, parseQuery } from './query.ts';

export interface PeopleOptions {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly offboardings: Offboardings;
  readonly vault: SnapshotVault;
  /** The bridge writes nothing. */
  readonly dryRun: boolean;
  /** By the clock of the calls to Genesys; the system's unless given. */
  readonly now?: () => Date;
}

export const searchQuery = z.strictObject({
  search: z.string().trim().min(1).max(300),
  /** Also by a part of a name or an address. */
  parts: z.stringbool().default(false),
});
export const staleQuery = z.strictObject({
  lastLoginBefore: moment,
  never: z.stringbool().default(false),
  cursor: z.string().min(1).optional(),
});
export const previewBody = z.strictObject({ dryRun: z.boolean().default(false) });
export const retryBody = z.strictObject({ step: z.string().min(1).optional() });

const PAGE_SIZE = 500;
const ANSWER_WITHIN_MS = 15_000;

function callIn({ now = () => new Date() }: Pick<PeopleOptions, 'now'>): CallOptions {
  return { priority: 'interactive', deadline: now().getTime() + ANSWER_WITHIN_MS };
}

function requireUserId(id: string): string {
  if (isUuid(id)) return id.toLowerCase();
  throw notFound('User');
}

function commandOf(userId: string, response: Response) {
  return { userId, ...administratorOf(response) };
}

async function findUser(userId: string, options: PeopleOptions): Promise<GenesysUser | undefined> {
  const { users } = options.genesys;
  return (
    (await users.find(userId, {}, callIn(options))) ??
    (await users.find(userId, { state: 'deleted' }, callIn(options)))
  );
}

async function describeUser(userId: string, options: PeopleOptions) {
  const { store } = options;
  const person = await findPerson(store.db, userId);
  let genesysError: string | undefined;
  const user = await findUser(userId, options).catch((error: unknown) => {
    // What the bridge itself knows is worth an answer.
    if (person === undefined || !isGenesysFailure(error)) throw error;
    genesysError = error.message;
    return undefined;
  });
  if (user === undefined && person === undefined) throw notFound('User');
  const offboardings = await listOffboardings(store.db, { userId, limit: 100 });
  return {
    id: userId,
    name: user?.name,
    email: user?.email,
    state: user?.state,
    genesysError,
    wanted: person?.wanted,
    externalIds: await listExternalIds(store.db, userId),
    offboardings: offboardings.map(summarise),
  };
}

/** People who are active and have not logged in since; whoever never has counts only with `never`. */
async function listStale(query: unknown, options: PeopleOptions) {
  const { lastLoginBefore, never, cursor } = parseQuery(staleQuery, query);
  const page = await options.genesys.users.query(
    { state: 'active', pageSize: PAGE_SIZE, cursor, expand: ['dateLastLogin'] },
    callIn(options),
  );
  const stale = page.users.filter(({ dateLastLogin }) =>
    dateLastLogin === undefined ? never : Date.parse(dateLastLogin) < lastLoginBefore.getTime(),
  );
  return {
    people: stale.map(({ id, name, email, state, dateLastLogin }) => ({
      id,
      name,
      email,
      state,
      lastLogin: dateLastLogin,
      matched: ['lastLogin'],
    })),
    ...(page.cursor === undefined ? {} : { next: page.cursor }),
  };
}

async function offboard(userId: string, body: unknown, response: Response, options: PeopleOptions) {
  const { dryRun } = parseBody(previewBody, body);
  const { offboardings } = options;
  const user = await findUser(userId, options);
  if (user === undefined) throw notFound('User');
  const { actor, requestId } = commandOf(userId, response);
  const about = { userId, name: user.name, email: user.email, state: user.state };
  const standing = (await offboardings.findStandings([userId])).get(userId);
  const { person, offboarding } = standing ?? {};
  const isDone = person !== undefined && person.wanted !== 'active' && user.state !== 'active';
  if (isDone && offboarding?.status === 'complete') {
    return { ...about, outcome: 'already', offboardingId: offboarding.id };
  }
  const intent: Intent = {
    userId,
    kind: 'deactivate',
    clientName: clientNameOf(response),
    actor,
    requestId,
    seen: user.state,
    personal: { name: user.name, email: user.email },
  };
  // Who was removed by SCIM stays removed; what is open of that is tried again.
  const kept: Intent = person?.wanted === 'removed' ? { ...intent, kind: 'delete' } : intent;
  if (dryRun)
    return { ...about, outcome: 'planned', plan: await offboardings.previewDeparture(kept, callIn(options)) };
  refuseOnTrial(options);
  const { offboardingId, joined } = await offboardings.accept(kept);
  return { ...about, outcome: joined ? 'joined' : 'accepted', offboardingId };
}

async function restore(userId: string, body: unknown, response: Response, options: PeopleOptions) {
  const { dryRun } = parseBody(previewBody, body);
  const { store, offboardings } = options;
  const user = await findUser(userId, options);
  const person = await findPerson(store.db, userId);
  if (user === undefined) throw notFound('User');
  if (user.state === 'active' && (person === undefined || person.wanted === 'active')) {
    throw new BridgeError(`${user.name} is active: there is nothing to restore`, {
      code: 'admin.not-away',
      status: 409,
    });
  }
  const { actor, requestId } = commandOf(userId, response);
  const intent: Intent = {
    userId,
    kind: user.state === 'deleted' ? 'revive' : 'reactivate',
    clientName: clientNameOf(response),
    actor,
    requestId,
    seen: user.state,
    personal: { name: user.name, email: user.email },
  };
  const about = { userId, name: user.name, email: user.email, state: user.state };
  if (dryRun) return { ...about, plan: await offboardings.previewReturn(intent) };
  refuseOnTrial(options);
  return { ...about, ...(await offboardings.accept(intent)) };
}

export function createPeopleRouter(options: PeopleOptions): Router {
  const { store, genesys, offboardings } = options;
  const router = Router();
  router.get('/', async (request, response) => {
    const { search, ...how } = parseQuery(searchQuery, request.query);
    response.json(await searchPeople(search, { store, genesys }, callIn(options), how));
  });
  router.get('/stale', async (request, response) => {
    response.json(await listStale(request.query, options));
  });
  router.post('/:id/offboard', async (request, response) => {
    const userId = requireUserId(request.params.id);
    response.json(await offboard(userId, request.body, response, options));
  });
  router.get('/:id', async (request, response) => {
    response.json(await describeUser(requireUserId(request.params.id), options));
  });
  router.get('/:id/history', async (request, response) => {
    const userId = requireUserId(request.params.id);
    const history = await readHistory(userId, options, callIn(options), new Date());
    if (history === undefined) throw notFound('User');
    response.json({ ...history, offboardings: history.offboardings.map(summarise) });
  });
  router.post('/:id/conversations/end', async (request, response) => {
    const userId = requireUserId(request.params.id);
    response.json(await endConversations(store, userId, administratorOf(response), new Date()));
  });
  router.post('/:id/restore', async (request, response) => {
    const userId = requireUserId(request.params.id);
    response.json(await restore(userId, request.body, response, options));
  });
  router.post('/:id/retry', async (request, response) => {
    const command = commandOf(requireUserId(request.params.id), response);
    const { step } = parseBody(retryBody, request.body);
    refuseOnTrial(options);
    response.json(await offboardings.retry({ ...command, step }));
  });
  router.post('/:id/cancel', async (request, response) => {
    const command = commandOf(requireUserId(request.params.id), response);
    const { dryRun } = parseBody(previewBody, request.body);
    if (!dryRun) refuseOnTrial(options);
    response.json(
      dryRun ? await offboardings.previewCancellation(command.userId) : await offboardings.cancel(command),
    );
  });
  return router;
}
