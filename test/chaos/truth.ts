/** Holds what the bridge has promised against what the simulated Genesys Cloud is like. */

import type { GenesysApi } from '../e2e/harness/genesys-api.ts';
import type { Field, Ledger } from './ledger.ts';

const STATES = ['active', 'inactive', 'deleted'];

interface GenesysPerson {
  readonly id: string;
  readonly email: string;
  readonly state: string;
  readonly title?: string;
}

async function listEveryone(genesys: GenesysApi): Promise<GenesysPerson[]> {
  const everyone: GenesysPerson[] = [];
  for (const state of STATES) {
    for (let page = 1; ; page += 1) {
      const people = await genesys.users(state, 100, page);
      everyone.push(...people);
      if (people.length < 100) break;
    }
  }
  return everyone;
}

async function listMembers(genesys: GenesysApi, groupId: string): Promise<ReadonlySet<string>> {
  const { body } = await genesys.send('GET', `/api/v2/groups/${groupId}/members?pageSize=100`);
  const entities: { id: string }[] = body.entities;
  return new Set(entities.map(({ id }) => id));
}

/** One line for each acknowledged request that is not carried out, and for each person who exists twice. */
export async function findLost(ledger: Ledger, genesys: GenesysApi): Promise<string[]> {
  const everyone = await listEveryone(genesys);
  const byId = new Map(everyone.map((person) => [person.id, person]));
  const lost: string[] = [];
  for (const person of ledger.people) {
    const found = byId.get(person.id ?? '');
    if (found === undefined) {
      lost.push(`${person.email} does not exist`);
      continue;
    }
    for (const field of ['state', 'title'] satisfies Field[]) {
      const allowed = person.allowed(field);
      const value = found[field] ?? '';
      if (allowed === undefined || allowed.has(value)) continue;
      lost.push(`${found.id}: ${field} is '${value}', promised was '${[...allowed].join("' or '")}'`);
    }
  }
  for (const group of ledger.groups) {
    const members = await listMembers(genesys, group.id);
    for (const [userId, joined] of group.certain()) {
      if (members.has(userId) !== joined) lost.push(`${userId} ${joined ? 'is not' : 'is'} in ${group.id}`);
    }
  }
  for (const email of ledger.begun) {
    const holders = everyone.filter((person) => person.email === email);
    if (holders.length > 1) lost.push(`${email} exists ${holders.length} times`);
  }
  return lost;
}
