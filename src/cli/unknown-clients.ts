/** Settings for a client that has no token are of no effect: mostly the name is misspelt. */

import { findNearest } from '../config/nearest.ts';
import type { ClientPolicies } from '../config/policy-clients.ts';

/** One sentence for each client of the policy that is not among those with a token. */
export function describeUnknownClients(clients: ClientPolicies, withToken: ReadonlySet<string>): string[] {
  const unknown = Object.keys(clients).filter((name) => !withToken.has(name));
  return unknown.map((name) => {
    const nearest = findNearest(name, withToken);
    const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
    return `the policy has settings for the client '${name}', which has no token${hint}`;
  });
}
