import { expect, it } from 'vitest';
import type { AdminClient } from '../../../src/cli/admin-client.ts';
import { offboardAll, type Result } from '../../../src/cli/offboard/batch.ts';
import { describeResults, isGood, toCsv } from '../../../src/cli/offboard/report.ts';
import type { ErrorCode } from '../../../src/error-guide/guide.ts';
import { BridgeError } from '../../../src/errors.ts';

const refused = (message: string, status: number, code: ErrorCode = 'cli.refused') =>
  new BridgeError(message, { code, status });

/** A bridge that knows everybody, and answers departures as told. */
function bridge(
  offboard: (id: string, body: object) => unknown,
  journey: (id: string) => object,
): AdminClient {
  return {
    get: async (path) => {
      const [, search] = /^\/users\?search=(.*)$/.exec(path) ?? [];
      if (search === undefined) return { steps: [], ...journey(path.slice('/offboardings/'.length)) };
      return { people: [{ id: search, matched: ['id'] }] };
    },
    post: async (path, body) => {
      const id = path.split('/')[2] ?? '';
      return { userId: id, name: id.toUpperCase(), email: `${id}@x.org`, ...Object(offboard(id, body)) };
    },
  };
}

const journeyOf = (id: string, status: string, more: object = {}) => ({
  id,
  userId: id,
  kind: 'deactivate',
  status,
  client: 'ops',
  requestedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});
const accepted = (id: string) => ({ outcome: 'accepted', offboardingId: `j-${id}` });
const lockedOut = (id: string) => journeyOf(id, 'releasing', { lockedOutAt: '2026-01-01T00:00:01.000Z' });
const leavers = (...names: string[]) => names.map((text, index) => ({ line: index + 2, text }));

async function run(names: string[], admin: AdminClient, until: 'lockOut' | 'complete' = 'lockOut') {
  const done: number[] = [];
  const onDone = (number: number) => done.push(number);
  const options = { admin, dryRun: false, until, onDone, sleep: async () => undefined };
  const results = await offboardAll(leavers(...names), options);
  return { results, done, outcomes: results.map(({ outcome }) => outcome) };
}

it('keeps the order of the list, and counts who is done', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
  const { results, done } = await run(names, bridge(accepted, lockedOut));
  expect(results.map(({ text }) => text)).toEqual(names);
  expect(done).toEqual(names.map((_, index) => index + 1));
});

it('skips who is done, and follows who is under way', async () => {
  let looks = 0;
  const admin = bridge(
    (id) =>
      id === 'old' ? { outcome: 'already', offboardingId: 'j' } : { ...accepted(id), outcome: 'joined' },
    (id) => (looks++ < 3 ? journeyOf(id, 'lockingOut') : lockedOut(id)),
  );
  expect((await run(['old', 'new'], admin)).outcomes).toEqual(['already', 'lockedOut']);
});

it('waits for the end when told to, and tells what is stuck', async () => {
  let looks = 0;
  const stuck = { steps: [{ name: 'team', status: 'stuck', attempts: 1, error: 'no permission' }] };
  const admin = bridge(accepted, (id) => {
    if (id === 'j-bad') return journeyOf(id, 'stuck', stuck);
    return looks++ < 2 ? lockedOut(id) : journeyOf(id, 'complete');
  });
  const { results, outcomes } = await run(['good', 'bad'], admin, 'complete');
  expect(outcomes).toEqual(['complete', 'stuck']);
  expect(results[1]?.message).toBe('team: no permission');
});

it('begins with everybody before it waits for the end of anybody', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `p${index}`);
  let begun = 0;
  const admin = bridge(
    (id) => {
      begun += 1;
      return accepted(id);
    },
    // As if each had a conversation that goes on until the last one is out.
    (id) => (begun < names.length ? lockedOut(id) : journeyOf(id, 'complete')),
  );
  const { outcomes } = await run(names, admin, 'complete');
  expect(new Set(outcomes)).toEqual(new Set(['complete']));
});

it('looks at no more than 50 journeys a second, and at once after a second', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `p${index}`);
  const pauses: number[] = [];
  let rounds = 0;
  const admin = bridge(accepted, (id) => (rounds < 3 ? journeyOf(id, 'lockingOut') : lockedOut(id)));
  const sleep = async (ms: number) => {
    pauses.push(ms);
    await new Promise((resolve) => setImmediate(resolve));
    rounds += 1;
  };
  const options = { admin, dryRun: false, until: 'lockOut', onDone: () => undefined, sleep } as const;
  expect(await offboardAll(leavers(...names), options)).toHaveLength(200);
  expect(Math.min(...pauses)).toBe(1_000);
  expect(Math.max(...pauses)).toBe(4_000);
});

it('stops at the guard, and says for whom nothing was tried', async () => {
  let asked = 0;
  const admin = bridge((id) => {
    asked += 1;
    if (asked > 3) throw refused('not now', 503, 'guard.held');
    return accepted(id);
  }, lockedOut);
  const names = Array.from({ length: 60 }, (_, index) => `p${index}`);
  const { outcomes } = await run(names, admin);
  const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
  expect(count('lockedOut')).toBe(3);
  expect(count('held') + count('notTried')).toBe(57);
  expect(count('notTried')).toBeGreaterThan(30);
});

it('tries again what passes, and not what does not', async () => {
  const tries = new Map<string, number>();
  const admin = bridge((id) => {
    tries.set(id, (tries.get(id) ?? 0) + 1);
    if (id === 'gone') throw refused('User not found', 404);
    if ((tries.get(id) ?? 0) < 4) throw refused('busy', tries.get(id) === 1 ? 429 : 503);
    return accepted(id);
  }, lockedOut);
  const { outcomes } = await run(['busy', 'gone'], admin);
  expect(outcomes).toEqual(['lockedOut', 'failed']);
  expect(Object.fromEntries(tries)).toEqual({ busy: 4, gone: 1 });
});

it('looks again for somebody whom Genesys Cloud could not be asked for, and not for nobody', async () => {
  let searches = 0;
  const known = bridge(accepted, lockedOut);
  const admin: AdminClient = {
    ...known,
    get: async (path) => {
      if (!path.startsWith('/users?')) return await known.get(path);
      searches += 1;
      if (path.endsWith('nobody')) return { people: [] };
      return searches < 4 ? { people: [], genesysError: 'too busy' } : await known.get(path);
    },
  };
  expect((await run(['late'], admin)).outcomes).toEqual(['lockedOut']);
  searches = 0;
  expect((await run(['nobody'], admin)).outcomes).toEqual(['failed']);
  expect(searches).toBe(1);
});

it('writes a CSV that no spreadsheet runs, bad rows in their place', () => {
  const results: Result[] = [
    { line: 2, text: '=HYPERLINK("http://x")', outcome: 'failed', message: 'nobody' },
    { line: 4, text: 'a', outcome: 'lockedOut', userId: 'u' },
  ];
  const bad = [{ line: 3, problem: 'nobody is named' }];
  const [header, ...rows] = toCsv(results, bad).trim().split('\n');
  expect(header).toMatch(/^line,text,outcome,userId/);
  expect(rows.map((row) => row.split(',')[0])).toEqual(['2', '3', '4']);
  expect(rows[0]).toContain(`"'=HYPERLINK`);
  expect(isGood(results, [])).toBe(false);
  expect(isGood(results.slice(1), bad)).toBe(false);
  expect(isGood(results.slice(1), [])).toBe(true);
  expect(describeResults(results, bad)).toContain('line 3: nobody is named; nothing is done for it');
});
