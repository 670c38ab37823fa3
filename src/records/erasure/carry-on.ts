/** One look at an erasure: send it if Genesys has not got it, ask how far it is, finish it. */

import { randomUUID } from 'node:crypto';
import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import { GenesysError, isMissingPermission } from '../../genesys/errors.ts';
import type { GdprOrder, GdprRequest, ReplacementTerm } from '../../genesys/gdpr.ts';
import type { GenesysUser } from '../../genesys/models.ts';
import { type Administrator, recordAudit } from '../../store/audit.ts';
import { erasePersonal } from '../../store/audit-erasure.ts';
import { type Erasure, type ErasureChange, listErasures, saveErasure } from '../../store/erasures.ts';
import { forgetPerson } from '../../store/personal-data.ts';
import { endTurn, takeTurn } from '../../store/turns.ts';
import type { ErasureDependencies } from './erasures.ts';

type Tools = Omit<ErasureDependencies, 'policy' | 'now'> & {
  readonly now: () => Date;
  /** Throws when it must not be sent any more. */
  readonly refuse: () => Promise<void>;
};

/** Longer than every call below may take together. */
const TURN_SECONDS = 120;
const PATIENCE_MS = 20_000;
/** Genesys' clock and ours differ. */
const SKEW_MS = 10 * 60_000;

/** What stands in the place of a name and an address; neither says who it was. */
export function termsOf(
  { id, name, email }: GenesysUser,
  replacement: { readonly name?: string | undefined; readonly email?: string | undefined },
): ReplacementTerm[] {
  const newName = replacement.name ?? `Former user ${id.slice(0, 8)}`;
  const newEmail = replacement.email ?? `former-user-${id}@example.invalid`;
  return [
    { type: 'NAME', existingValue: name, updatedValue: newName },
    { type: 'EMAIL', existingValue: email, updatedValue: newEmail },
  ];
}

/** Only one instance at a time; another one's turn is left to it. */
export async function carryOn(erasure: Erasure, tools: Tools): Promise<void> {
  const { db } = tools.store;
  const key = `erasure ${erasure.id}`;
  const owner = randomUUID();
  if (!(await takeTurn(db, [key], owner, TURN_SECONDS))) return;
  try {
    // What was read before the turn may have gone on since.
    const read = async () => (await listErasures(db, erasure.userId)).find(({ id }) => id === erasure.id);
    const before = await read();
    if (before?.state === 'sending') await send(before, tools);
    const sent = await read();
    if (sent?.state === 'running') await ask(sent, tools);
  } finally {
    await endTurn(db, [key], owner);
  }
}

function call(): CallOptions {
  return { priority: 'interactive', deadline: Date.now() + PATIENCE_MS };
}

async function send(erasure: Erasure, tools: Tools): Promise<void> {
  const { store, genesys, now } = tools;
  try {
    const sent = await findSent(erasure, tools);
    if (sent === undefined) await tools.refuse();
    let correlationId: string | undefined;
    const onCall: CallOptions['onCall'] = (info) => {
      correlationId = info.correlationId;
    };
    const request = sent ?? (await genesys.gdpr.request(toOrder(erasure), { ...call(), onCall }));
    const at = now();
    await store.db.transaction().execute(async (transaction) => {
      const isSaved = await saveErasure(transaction, erasure, changeBy(request, 'running', at));
      if (!isSaved) return;
      await recordAudit(transaction, {
        at,
        ...byOf(erasure),
        action: 'erasure.sent',
        subject: erasure.userId,
        ...(correlationId === undefined ? {} : { correlationId }),
        detail: {
          erasureId: erasure.id,
          kind: erasure.kind,
          genesysRequestId: request.id,
          found: sent !== undefined,
        },
      });
    });
  } catch (error) {
    await noteFailure(erasure, error, tools);
  }
}

/** The answer to an earlier try may have been lost: then Genesys has the request already. */
async function findSent(erasure: Erasure, { store, genesys }: Tools): Promise<GdprRequest | undefined> {
  const others = new Set((await listErasures(store.db, erasure.userId)).map((each) => each.genesysRequestId));
  const since = erasure.requestedAt.getTime() - SKEW_MS;
  return (await genesys.gdpr.listLatest(call())).find(
    ({ id, userId, requestType, createdDate }) =>
      userId?.toLowerCase() === erasure.userId.toLowerCase() &&
      requestType === typeOf(erasure) &&
      !others.has(id) &&
      (createdDate === undefined || Date.parse(createdDate) >= since),
  );
}

/** Whoever asked for it, in that request: the rest follows from it, however long it takes. */
function byOf({ actor, requestId }: Erasure): Administrator {
  return { actor, requestId };
}

function typeOf({ kind }: Erasure): GdprOrder['requestType'] {
  return kind === 'delete' ? 'GDPR_DELETE' : 'GDPR_UPDATE';
}

function toOrder({ kind, userId, terms }: Erasure): GdprOrder {
  return kind === 'delete'
    ? { requestType: 'GDPR_DELETE', userId }
    : { requestType: 'GDPR_UPDATE', userId, replacementTerms: terms };
}

function changeBy({ id, status }: GdprRequest, state: Erasure['state'], at: Date): ErasureChange {
  return { state, genesysRequestId: id, genesysStatus: status, error: undefined, checkedAt: at };
}

async function ask(erasure: Erasure, tools: Tools): Promise<void> {
  const { genesys, now, store } = tools;
  const { genesysRequestId } = erasure;
  if (genesysRequestId === undefined) throw new Error(`erasure ${erasure.id} runs without a request`);
  try {
    const request = await genesys.gdpr.get(genesysRequestId, call());
    if (request.status === 'COMPLETED') await finish(erasure, request, tools);
    else if (request.status === 'ERROR')
      await fail(erasure, request, 'Genesys Cloud could not carry it out', tools);
    else await saveErasure(store.db, erasure, changeBy(request, 'running', now()));
  } catch (error) {
    await noteFailure(erasure, error, tools);
  }
}

/** Ours first: whatever stops in between is done again, and an erasure that is complete has left nothing behind. */
async function finish(erasure: Erasure, request: GdprRequest, { store, now }: Tools): Promise<void> {
  const { userId, id: erasureId, kind } = erasure;
  const by = byOf(erasure);
  const at = now();
  await store.db.transaction().execute((transaction) => forgetPerson(transaction, userId));
  await erasePersonal(store.db, userId, by, at);
  await store.db.transaction().execute(async (transaction) => {
    const change = { ...changeBy(request, 'complete', at), completedAt: at };
    if (!(await saveErasure(transaction, erasure, change))) return;
    const detail = { erasureId, kind, genesysRequestId: request.id };
    await recordAudit(transaction, { at, ...by, action: 'erasure.completed', subject: userId, detail });
  });
}

async function fail(
  erasure: Erasure,
  request: Pick<GdprRequest, 'id' | 'status'> | undefined,
  error: string,
  { store, now }: Tools,
): Promise<void> {
  const at = now();
  await store.db.transaction().execute(async (transaction) => {
    const change = {
      state: 'failed' as const,
      genesysRequestId: request?.id ?? erasure.genesysRequestId,
      genesysStatus: request?.status ?? erasure.genesysStatus,
      error,
      checkedAt: at,
      completedAt: at,
    };
    if (!(await saveErasure(transaction, erasure, change))) return;
    const detail = { erasureId: erasure.id, kind: erasure.kind, error };
    const entry = { ...byOf(erasure), subject: erasure.userId, detail };
    await recordAudit(transaction, { at, ...entry, action: 'erasure.failed' });
  });
}

/**
 * What cannot be cured by waiting ends it, so that it can be asked for anew. Where it may have been sent it goes on:
 * who is perhaps being deleted must not come back.
 */
async function noteFailure(erasure: Erasure, error: unknown, tools: Tools): Promise<void> {
  if (!(error instanceof BridgeError)) throw error;
  const message = describe(error);
  const isRefused =
    error instanceof GenesysError ? isFinal(error, erasure) : error.code === 'records.legal-hold';
  if (erasure.state === 'sending' && isRefused) return await fail(erasure, undefined, message, tools);
  const { store, log, now } = tools;
  log.warn('an erasure waits', { erasureId: erasure.id, state: erasure.state, error });
  const { state, genesysRequestId, genesysStatus } = erasure;
  const change = { state, genesysRequestId, genesysStatus, error: message, checkedAt: now() };
  await saveErasure(store.db, erasure, change);
}

/** Nothing was sent before the first look for it, so that a refusal of that look ends it too. */
function isFinal(error: GenesysError, { checkedAt }: Erasure): boolean {
  if (isMissingPermission(error) && checkedAt === undefined) return true;
  const isOrder = error.operation === 'POST /api/v2/gdpr/requests';
  return isOrder && [400, 403, 404, 409, 422].includes(error.genesysStatus ?? 0);
}

function describe(error: BridgeError): string {
  if (!isMissingPermission(error)) return error.message;
  const names = error.missingPermissions.join(', ') || 'gdpr:request:add, gdpr:request:view';
  return `missing permission ${names}; grant it to the role of the bridge's OAuth client`;
}
