/** Loads a server with one kind of request, from this process. */

import autocannon from 'autocannon';
import { idOf, PEOPLE, userNameOf } from './people.ts';

export const CASES = ['GET by id', 'list of 100', 'PATCH active', 'filter userName eq'] as const;
export type Case = (typeof CASES)[number];

export interface Measured {
  readonly requests: number;
  readonly perSecond: number;
  readonly p99: number;
}

const CONNECTIONS = 10;
/** Different requests of each kind, so that no answer comes from having been asked before. */
const VARIANTS = 500;
const STEP = PEOPLE / VARIANTS;

function requestsOf(name: Case): autocannon.Request[] {
  const numbers = Array.from({ length: VARIANTS }, (_, index) => index * STEP + 1);
  switch (name) {
    case 'GET by id':
      return numbers.map((number) => ({ method: 'GET', path: `/scim/v2/Users/${idOf(number)}` }));
    case 'list of 100':
      return numbers
        .filter((number) => number + 100 <= PEOPLE)
        .map((number) => ({ method: 'GET', path: `/scim/v2/Users?startIndex=${number}&count=100` }));
    case 'PATCH active':
      return numbers.map((number) => ({
        method: 'PATCH',
        path: `/scim/v2/Users/${idOf(number)}`,
        body: JSON.stringify({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', path: 'active', value: number % 2 === 0 }],
        }),
      }));
    case 'filter userName eq':
      return numbers.map((number) => {
        const filter = encodeURIComponent(`userName eq "${userNameOf(number)}"`);
        return { method: 'GET', path: `/scim/v2/Users?filter=${filter}&startIndex=1&count=100` };
      });
  }
}

/** Throws when an answer is not 200. */
export async function load(
  url: string,
  token: string,
  name: Case,
  extent: { readonly seconds: number } | { readonly requests: number },
): Promise<Measured> {
  const result = await autocannon({
    url: new URL(url).origin,
    connections: CONNECTIONS,
    ...('seconds' in extent ? { duration: extent.seconds } : { amount: extent.requests }),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    requests: requestsOf(name),
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} requests of '${name}' to ${url} failed`);
  const { total } = result.requests;
  return { requests: total, perSecond: total / result.duration, p99: result.latency.p99 };
}
