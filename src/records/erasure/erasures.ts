/**
 * Erasure of one person (GDPR), from an administrator's confirmed command to Genesys' last word. The command is a row
 * before anything is sent, so that neither a crash nor a lost answer makes two requests of it or forgets it.
 */

import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { ErasurePolicy } from '../../config/policy-erasure.ts';
import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import { assertUuid } from '../../genesys/ids.ts';
import type { GenesysUser } from '../../genesys/models.ts';
import type { Chore } from '../../offboarding/chores.ts';
import { type Administrator, recordAudit } from '../../store/audit.ts';
import {
  type Erasure,
  insertErasure,
  isOpenErasure,
  listErasures,
  listOpenErasures,
} from '../../store/erasures.ts';
import { findOffboarding } from '../../store/offboardings.ts';
import type { Store } from '../../store/open.ts';
import { findPerson, lockPerson, type Person } from '../../store/people.ts';
import { listKeptNames } from '../../store/personal-data.ts';
import type { Database } from '../../store/tables.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { carryOn, termsOf } from './carry-on.ts';
import { isUnderLegalHold } from './legal-hold.ts';

export interface ErasureDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly policy: ErasurePolicy;
  readonly log: Logger;
  readonly now?: () => Date;
}

export interface ErasureOrder {
  readonly userId: string;
  readonly kind: Erasure['kind'];
  /** The Genesys id once more: whoever types it means this person. */
  readonly confirm: string;
  /** What an update puts in the place of name and e-mail address. */
  readonly replacement?: { readonly name?: string | undefined; readonly email?: string | undefined };
}

/** What an administrator has to know before the command. */
export interface ErasurePreview {
  readonly userId: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** `gone`: Genesys does not know the id any more. */
  readonly state: string;
  /** Why it would be refused; undefined when it would not. */
  readonly refusal: string | undefined;
  readonly warning: string;
  /** Newest first. */
  readonly erasures: readonly Erasure[];
}

const WARNING =
  'A GDPR-deleted account can never be restored, by nobody: not by the bridge, not in Genesys Cloud. ' +
  'Export what has to be kept before (export).';
const FOLLOW_EVERY_MS = 60_000;
const PATIENCE_MS = 15_000;

type Queryable = Store['db'] | Transaction<Database>;

interface Known {
  readonly userId: string;
  readonly user: GenesysUser | undefined;
  readonly person: Person | undefined;
  readonly erasures: readonly Erasure[];
}

export class Erasures {
  readonly #dependencies: ErasureDependencies;
  readonly #now: () => Date;

  constructor(dependencies: ErasureDependencies) {
    this.#dependencies = dependencies;
    this.#now = dependencies.now ?? (() => new Date());
  }

  async preview(userId: string): Promise<ErasurePreview> {
    assertUuid(userId);
    const { store } = this.#dependencies;
    const user = await this.#findUser(userId);
    const person = await findPerson(store.db, userId);
    const erasures = await listErasures(store.db, userId);
    if (user === undefined && person === undefined) throw unknownUser();
    const refusal = await this.#findRefusal(store.db, { userId, user, person, erasures });
    return {
      userId,
      name: user?.name,
      email: user?.email,
      state: user?.state ?? 'gone',
      refusal: refusal?.message,
      warning: WARNING,
      erasures,
    };
  }

  /** Accepts the command, or finds the one under way; what Genesys says of it comes with the answer. */
  async order(order: ErasureOrder, by: Administrator): Promise<Erasure> {
    assertUuid(order.userId);
    const { userId, kind } = order;
    if (order.confirm.toLowerCase() !== userId.toLowerCase()) {
      throw new BridgeError(`Not confirmed: give the Genesys id of the person, ${userId}, as 'confirm'`, {
        code: 'records.unconfirmed',
        status: 400,
      });
    }
    const { store } = this.#dependencies;
    const [latest] = await listErasures(store.db, userId);
    if (latest !== undefined && latest.kind === kind && isRepeated(latest)) return await this.follow(latest);
    const user = await this.#findUser(userId);
    if (user === undefined) throw latest?.state === 'complete' ? alreadyErased(latest) : unknownUser();
    const terms = kind === 'update' ? termsOf(user, order.replacement ?? {}) : [];
    const id = randomUUID();
    await store.db.transaction().execute(async (transaction) => {
      const requestedAt = this.#now();
      const person = await lockPerson(transaction, userId, requestedAt);
      const erasures = await listErasures(transaction, userId);
      const refusal = await this.#findRefusal(transaction, { userId, user, person, erasures });
      if (refusal !== undefined) throw refusal;
      await insertErasure(transaction, { id, userId, kind, ...by, requestedAt, terms });
      const detail = { erasureId: id, kind, replaced: terms.map(({ type }) => type) };
      const entry = { ...by, at: requestedAt, subject: userId, detail };
      await recordAudit(transaction, { ...entry, action: 'erasure.requested' });
    });
    const accepted = (await listErasures(store.db, userId)).find((erasure) => erasure.id === id);
    if (accepted === undefined) throw new Error(`erasure ${id} is not there after its commit`);
    return await this.follow(accepted);
  }

  /** Brings what is under way for the person up to date with Genesys. */
  async followAll(userId: string): Promise<void> {
    assertUuid(userId);
    const erasures = await listErasures(this.#dependencies.store.db, userId);
    for (const erasure of erasures.filter(isOpenErasure)) await this.follow(erasure);
  }

  /** Sends what has not been sent, and asks how far Genesys is. */
  async follow(erasure: Erasure): Promise<Erasure> {
    if (!isOpenErasure(erasure)) return erasure;
    const { store } = this.#dependencies;
    await carryOn(erasure, {
      ...this.#dependencies,
      now: this.#now,
      refuse: () => this.#refuseHeld(erasure),
    });
    return (await listErasures(store.db, erasure.userId)).find(({ id }) => id === erasure.id) ?? erasure;
  }

  /** Follows what nobody asks about; Genesys takes days [U]. */
  chore(): Chore {
    const { store, log } = this.#dependencies;
    const run = async (signal: AbortSignal): Promise<void> => {
      for (const erasure of await listOpenErasures(store.db)) {
        if (signal.aborted) return;
        const { id: erasureId, state, genesysStatus } = await this.follow(erasure);
        if (state !== erasure.state) log.info('an erasure went on', { erasureId, state, genesysStatus });
      }
    };
    return { name: 'follow erasures', everyMs: FOLLOW_EVERY_MS, run };
  }

  /** A hold that came after the command still counts until Genesys has the request. */
  async #refuseHeld({ userId }: Erasure): Promise<void> {
    const user = await this.#findUser(userId);
    const refusal = await this.#findHold(this.#dependencies.store.db, userId, user);
    if (refusal !== undefined) throw refusal;
  }

  async #findHold(
    db: Queryable,
    userId: string,
    user: GenesysUser | undefined,
  ): Promise<BridgeError | undefined> {
    const names = [userId, ...(user === undefined ? [] : [user.email]), ...(await listKeptNames(db, userId))];
    if (!(await isUnderLegalHold(this.#dependencies.policy, names))) return undefined;
    return refuse('records.legal-hold', `${userId} is under legal hold: nothing of this person is erased`);
  }

  async #findRefusal(
    db: Queryable,
    { userId, user, person, erasures }: Known,
  ): Promise<BridgeError | undefined> {
    const deletion = erasures.find(({ kind, state }) => kind === 'delete' && state !== 'failed');
    if (deletion !== undefined) return alreadyErased(deletion);
    if (erasures.some(isOpenErasure)) {
      return refuse('records.erasure-open', `Another erasure of ${userId} is under way: wait for its end`);
    }
    return (await this.#findHold(db, userId, user)) ?? (await findUnfinished(db, { userId, user, person }));
  }

  async #findUser(userId: string): Promise<GenesysUser | undefined> {
    const { users } = this.#dependencies.genesys;
    const call: CallOptions = { priority: 'interactive', deadline: Date.now() + PATIENCE_MS };
    return (await users.find(userId, {}, call)) ?? (await users.find(userId, { state: 'deleted' }, call));
  }
}

async function findUnfinished(
  db: Queryable,
  { userId, user, person }: Omit<Known, 'erasures'>,
): Promise<BridgeError | undefined> {
  const offboarding =
    person?.offboardingId === undefined ? undefined : await findOffboarding(db, person.offboardingId);
  const isAway = person !== undefined && person.wanted !== 'active' && user?.state !== 'active';
  if (isAway && offboarding?.status === 'complete') return undefined;
  const status = offboarding === undefined ? 'there is none' : `it is ${offboarding.status}`;
  return refuse(
    'records.not-offboarded',
    `Only somebody whose offboarding is complete can be erased, and of ${userId} ${status}`,
  );
}

/** A deletion is never ordered twice; anything else only while it is under way. */
function isRepeated(erasure: Erasure): boolean {
  return isOpenErasure(erasure) || (erasure.kind === 'delete' && erasure.state === 'complete');
}

function refuse(
  code: 'records.legal-hold' | 'records.erased' | 'records.erasure-open' | 'records.not-offboarded',
  message: string,
): BridgeError {
  return new BridgeError(message, { code, status: 409 });
}

function alreadyErased({ userId, requestedAt }: Erasure): BridgeError {
  const when = requestedAt.toISOString();
  return refuse(
    'records.erased',
    `${userId} is deleted by the GDPR request of ${when}: nothing is left to erase`,
  );
}

function unknownUser(): BridgeError {
  return new BridgeError('User not found', { code: 'admin.not-found', status: 404 });
}
