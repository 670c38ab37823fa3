import { isUuid } from '../http/check-input.ts';
import { notFound, userNotFound } from '../http/platform-error.ts';
import type { Division, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';

/** A user who is not deleted; deleted ones answer 404 as long as nobody asks for that state. */
export function liveUser(organisation: Organisation, id: string): UserRecord {
  const user = organisation.users.get(id);
  if (user === undefined || user.state === 'deleted') throw userNotFound();
  return user;
}

/** A user in any state. */
export function anyUser(organisation: Organisation, id: string): UserRecord {
  const user = organisation.users.get(id);
  if (user === undefined) throw userNotFound();
  return user;
}

export interface Lookup<T> {
  get(id: string): T | undefined;
}

export function required<T>(records: Lookup<T>, id: string, what: string): T {
  const record = records.get(id);
  if (record === undefined) throw notFound(`${what} ${id}`);
  return record;
}

export function divisionOf(organisation: Organisation, id: string): Division {
  return organisation.divisions.get(id) ?? organisation.homeDivision;
}

/** Records named in a list; those that are unknown or no id are left out, as a filter does. */
export function present<T>(records: Lookup<T>, ids: readonly string[]): T[] {
  return ids.flatMap((id) => {
    const record = isUuid(id) ? records.get(id.toLowerCase()) : undefined;
    return record === undefined ? [] : [record];
  });
}
