/** What the policy says of each SCIM client, as administrators see it: all that is in force, defaults included. */

import type { Configuration } from './configuration.ts';
import { settingsOf } from './policy-clients.ts';

type Rules = Pick<Configuration, 'clients' | 'guard' | 'dryRun'>;

function describe({ clients, guard: guardOfAll, dryRun }: Rules, name: string) {
  const { patchAnswer, scope, readOnly, rate, addresses, oauth, ...own } = settingsOf(clients, name);
  const guard = own.guard ?? guardOfAll;
  return {
    patchAnswer,
    scope,
    readOnly,
    dryRun: dryRun || own.dryRun,
    rate,
    addresses,
    guard:
      guard === 'off'
        ? guard
        : { deactivations: guard.deactivations, withinSeconds: Math.round(guard.within / 1_000) },
    signedAssertions: oauth && { scopes: oauth.scopes },
  };
}

/** Names of the clients that have settings of their own, and what holds for any name. */
export function clientDirectory(rules: Rules) {
  return {
    names: Object.keys(rules.clients),
    settingsOf: (name: string) => describe(rules, name),
  };
}
