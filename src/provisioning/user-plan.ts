/** What a request asks of Genesys: every name resolved and all that can be refused refused before the first write. */

import { BridgeError } from '../errors.ts';
import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import type { Change, JsonObject, ScimContext } from '../scim/backend.ts';
import { readObjects } from './attribute-values.ts';
import { type DesiredUser, toDesiredUser } from './desired-user.ts';
import {
  ENTITLEMENTS,
  type Entitlement,
  isUnknownEntitlement,
  pathOf,
  readEntitlement,
} from './entitlements/asked.ts';
import type { EntitlementResolver, WantedEntitlements } from './entitlements/resolver.ts';
import { sentAttributes, waitingOf } from './entitlements/sent.ts';
import { FOREIGN_IDS, type ForeignIdChanges, type ForeignIds } from './foreign-ids.ts';
import { toCall } from './interactive-call.ts';
import { toJson } from './kept-attributes.ts';
import { isSameList } from './kept-decision.ts';
import { toContacts, type WantedPhones, wantPhones } from './mapping/phone-slots.ts';
import { type KnownUser, type MappingRules, toScimUser } from './scim-user.ts';

export interface UserPlan {
  readonly desired: DesiredUser;
  /** Where the person is to move; undefined when the division stays. */
  readonly divisionId: string | undefined;
  /** What differs from what SCIM shows, or waits for a return. */
  readonly entitlements: WantedEntitlements;
  /** Entitlements that the request speaks of, whether they differ or not. */
  readonly sent: readonly Entitlement[];
  /** Those of them that differ from what SCIM shows. */
  readonly asked: readonly Entitlement[];
  readonly foreignIds: ForeignIdChanges | undefined;
}

interface PlannerDependencies {
  readonly genesys: Genesys;
  readonly resolver: EntitlementResolver;
  readonly foreignIds: ForeignIds;
  readonly emailDomain: string | undefined;
  readonly rules: MappingRules;
}

export class UserPlanner {
  readonly #dependencies: PlannerDependencies;

  constructor(dependencies: PlannerDependencies) {
    this.#dependencies = dependencies;
  }

  /** For somebody new, or somebody who comes back by a POST: all that the request holds is asked for. */
  async planNew(attributes: JsonObject, context: ScimContext): Promise<UserPlan> {
    const { rules, foreignIds } = this.#dependencies;
    const call = toCall(context);
    const phones = toContacts(readObjects(attributes, 'phoneNumbers'), rules.defaultCountry);
    const asked = ENTITLEMENTS.filter((each) => readEntitlement(attributes, each).length > 0);
    const plan = await this.#plan(attributes, undefined, phones, asked, asked, call);
    const ids = await foreignIds.plan(attributes, [], context.client.authority);
    return { ...plan, foreignIds: ids.added.length > 0 ? ids : undefined };
  }

  async planChange(
    known: KnownUser,
    next: JsonObject,
    change: Pick<Change, 'touches' | 'partial'>,
    context: ScimContext,
  ): Promise<UserPlan> {
    const { rules } = this.#dependencies;
    const call = toCall(context);
    const shown = toScimUser(known, '', rules).attributes;
    const kept = toJson(known.kept?.attributes.phoneNumbers);
    const phones = wantPhones({
      shown: readObjects(shown, 'phoneNumbers'),
      next: readObjects(next, 'phoneNumbers'),
      sent: change.partial ? undefined : readObjects({ kept: kept ?? null }, 'kept'),
      defaultCountry: rules.defaultCountry,
    });
    const sent = ENTITLEMENTS.filter((entitlement) => change.touches(pathOf(entitlement)));
    const differing = sent.filter(
      (each) => !isSameList(readEntitlement(next, each), readEntitlement(shown, each)),
    );
    const waiting = waitingOf(known.kept);
    const asked = sent.filter((each) => differing.includes(each) || waiting.includes(each));
    const plan = await this.#plan(next, known, phones, sent, asked, call);
    const late = await this.#resolveWaiting(
      known.kept,
      waiting.filter((each) => !sent.includes(each)),
      call,
    );
    const foreignIds = change.touches(FOREIGN_IDS)
      ? await this.#planForeignIds(known, next, context)
      : undefined;
    return { ...plan, entitlements: { ...late, ...plan.entitlements }, foreignIds };
  }

  async #planForeignIds(known: KnownUser, next: JsonObject, context: ScimContext): Promise<ForeignIdChanges> {
    const { foreignIds } = this.#dependencies;
    const { authority } = context.client;
    const held = known.foreignIds ?? (await foreignIds.read(known.user.id, authority, toCall(context)));
    return await foreignIds.plan(next, held, authority);
  }

  /** What was asked for while the person was away. A name that is gone since does not keep anybody away. */
  async #resolveWaiting(
    kept: KnownUser['kept'],
    waiting: readonly Entitlement[],
    call: CallOptions,
  ): Promise<WantedEntitlements> {
    let wanted: WantedEntitlements = {};
    for (const entitlement of waiting) {
      try {
        const one = await this.#dependencies.resolver.resolve(sentAttributes(kept), [entitlement], call);
        wanted = { ...wanted, ...one };
      } catch (error) {
        if (!isUnknownEntitlement(error)) throw error;
      }
    }
    return wanted;
  }

  async #plan(
    attributes: JsonObject,
    known: KnownUser | undefined,
    phones: WantedPhones,
    sent: readonly Entitlement[],
    asked: readonly Entitlement[],
    call: CallOptions,
  ): Promise<Omit<UserPlan, 'foreignIds'>> {
    const { resolver, emailDomain } = this.#dependencies;
    const desired = toDesiredUser(attributes, emailDomain, phones);
    const { divisionName, managerId } = desired;
    if (managerId !== '' && managerId !== known?.user.manager?.id)
      await this.#requireManager(managerId, call);
    const same = divisionName === undefined || known?.user.division?.name === divisionName;
    return {
      desired,
      divisionId: same ? undefined : await this.resolveDivision(divisionName, call),
      entitlements: await resolver.resolve(attributes, asked, call),
      sent,
      asked,
    };
  }

  /** The division's id; 400 that names it when there is none of that name. */
  async resolveDivision(name: string, call: CallOptions): Promise<string> {
    const id = await this.#dependencies.resolver.findDivision(name, call);
    if (id !== undefined) return id;
    throw new BridgeError(
      `division '${name}' does not exist in Genesys Cloud; create it or correct the mapping`,
      { code: 'user.unknown-division', status: 400, scimType: 'invalidValue' },
    );
  }

  /** 400 that names the manager when Genesys knows nobody of that id. */
  async #requireManager(id: string, call: CallOptions): Promise<void> {
    if ((await this.#dependencies.genesys.users.find(id, {}, call)) !== undefined) return;
    throw new BridgeError(`manager '${id}' does not exist in Genesys Cloud; provision the manager first`, {
      code: 'user.unknown-manager',
      status: 400,
      scimType: 'invalidValue',
    });
  }
}
