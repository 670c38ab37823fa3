/** Looks at journeys through the admin API. */

import type { AdminApi } from '../e2e/harness/admin-api.ts';
import { eventually } from '../e2e/harness/processes.ts';

const UNDER_WAY = ['lockingOut', 'releasing', 'restoring', 'stuck'];

interface Journey {
  readonly userId: string;
  readonly status: string;
}

/** Undefined when the bridge is too busy to tell. */
async function list(admin: AdminApi, query: string): Promise<Journey[] | undefined> {
  const { status, body } = await admin.get(`/offboardings?${query}`);
  return status === 200 ? body.offboardings : undefined;
}

async function listUnderWay(admin: AdminApi): Promise<Journey[]> {
  const lists = UNDER_WAY.map((status) =>
    eventually(() => list(admin, `status=${status}&limit=500`), `a list of journeys ${status}`),
  );
  return (await Promise.all(lists)).flat();
}

/** People for whom more than one journey is under way. */
export async function findDoubleJourneys(admin: AdminApi): Promise<string[]> {
  const people = (await listUnderWay(admin)).map(({ userId }) => userId);
  const suspects = new Set(people.filter((userId, index) => people.indexOf(userId) !== index));
  const double: string[] = [];
  for (const userId of suspects) if (await hasTwoUnderWay(admin, userId)) double.push(userId);
  return double;
}

/** By one answer, which is one moment: a journey that goes on meanwhile is in two of the lists. */
async function hasTwoUnderWay(admin: AdminApi, userId: string): Promise<boolean> {
  const journeys = await eventually(() => list(admin, `userId=${userId}`), `the journeys of ${userId}`);
  return journeys.filter(({ status }) => UNDER_WAY.includes(status)).length > 1;
}

/** Resolves when every journey has come to its end. */
export async function untilQuiet(admin: AdminApi, withinMs: number): Promise<void> {
  let left: readonly Journey[] = [];
  await eventually(
    async () => {
      left = await listUnderWay(admin);
      return left.length === 0 ? true : undefined;
    },
    'the end of all journeys',
    withinMs,
  ).catch((error) => {
    throw new Error(`${String(error)}: ${JSON.stringify(left.slice(0, 5))}`);
  });
}
