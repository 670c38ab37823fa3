import { isObject, isUuid, listBody } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';

const MAX_MEMBERS = 100;

/** Ids of a bulk request of queue members: one to a hundred (FACTS 3). */
export function readMemberIds(body: unknown): string[] {
  const items = listBody(body);
  if (items.length === 0 || items.length > MAX_MEMBERS) {
    throw badRequest(`Make sure you submit a valid number of queue members: 1 to ${MAX_MEMBERS}.`);
  }
  return items.map((item) => {
    const id = isObject(item) ? item.id : undefined;
    if (isUuid(id)) return id.toLowerCase();
    throw badRequest('Each queue member needs an id that is a valid UUID.', 'invalid.id');
  });
}
