/** Deals the simulated organisation's people out to the clients of the load. */

import type { GenesysApi } from '../e2e/harness/genesys-api.ts';
import { type Ledger, Promised } from './ledger.ts';
import { LoadClient, type LoadTarget } from './load.ts';

const PEOPLE_EACH = 8;
const MEMBERS_EACH = 3;

interface Found {
  readonly id: string;
  readonly email: string;
  readonly title?: string;
}

function toPromised({ id, email, title }: Found): Promised {
  const person = new Promised(email, id);
  person.found('state', 'active');
  person.found('title', title ?? '');
  return person;
}

/** Starts the load; the returned function ends it. */
export async function startLoad(
  target: LoadTarget,
  genesys: GenesysApi,
  ledger: Ledger,
  count: number,
): Promise<() => Promise<void>> {
  const active: Found[] = await genesys.users('active');
  const each = PEOPLE_EACH + MEMBERS_EACH;
  if (active.length < count * each) throw new Error('too few people for the load');
  const clients = Array.from({ length: count }, (_, index) => {
    const own = active.slice(index * each, (index + 1) * each);
    const people = own.slice(0, PEOPLE_EACH).map(toPromised);
    ledger.people.push(...people);
    const members = own.slice(PEOPLE_EACH).map(({ id }) => id);
    return new LoadClient(target, ledger, String(index), people, members);
  });
  for (const client of clients) client.start();
  return async () => {
    await Promise.all(clients.map((client) => client.stop()));
  };
}
