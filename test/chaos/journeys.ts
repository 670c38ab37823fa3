/** Looks at journeys through the admin API. */

import type { AdminApi } from '../e2e/harness/admin-api.ts';
import { eventually } from '../e2e/harness/processes.ts';

const UNDER_WAY = ['lockingOut', 'releasing', 'restoring', 'stuck'];

async function listUnderWay(admin: AdminApi): Promise<{ userId: string; status: string }[]> {
  const lists = await Promise.all(
    UNDER_WAY.map(
      async (status) => (await admin.get(`/offboardings?status=${status}&limit=500`)).body.offboardings,
    ),
  );
  return lists.flat();
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
  const { offboardings } = (await admin.get(`/offboardings?userId=${userId}`)).body;
  return offboardings.filter(({ status }: { status: string }) => UNDER_WAY.includes(status)).length > 1;
}

/** Resolves when every journey has come to its end. */
export async function untilQuiet(admin: AdminApi, withinMs: number): Promise<void> {
  let left: { userId: string; status: string }[] = [];
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
