import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, Environment, failureOf } from '../offboarding/bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;
let visible: string[];

async function readAll(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let startIndex = 1; ; startIndex += count) {
    const page = await bridge.list(startIndex, count);
    expect(page.totalResults).toBe(visible.length);
    ids.push(...page.resources.map(({ id }) => id));
    if (page.resources.length === 0) return ids;
    const expected = Math.min(count, visible.length - startIndex + 1);
    expect(page.resources).toHaveLength(expected);
  }
}

beforeAll(async () => {
  environment = await Environment.open({ users: 24 });
  bridge = await environment.startBridge();
  const { genesys } = environment;
  const leavers = (await environment.people(9)).slice(0, 9);
  const [inactive, removed] = [leavers.slice(0, 4), leavers.slice(4)];
  await Promise.all(inactive.map((id) => bridge.deactivate(id)));
  await Promise.all(removed.map((id) => bridge.remove(id)));
  await Promise.all(leavers.map((id) => bridge.reached(id, 'complete')));
  // Two of the removed are deleted in Genesys as well, which takes them off its own list.
  for (const id of removed.slice(0, 2)) await genesys.send('DELETE', `/api/v2/users/${id}`);
  const states = await Promise.all(['active', 'inactive'].map((state) => genesys.users(state)));
  visible = states.flat().flatMap(({ id }) => (removed.includes(id) ? [] : [String(id)]));
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('the list of everybody', () => {
  it.each([1, 2, 3, 4, 5, 100])('is complete and exact in pages of %i', async (count) => {
    expect(await readAll(count)).toEqual(visible);
  });

  it('has the same total and right page from every start', async () => {
    for (let startIndex = 1; startIndex <= visible.length + 2; startIndex += 1) {
      for (const count of [0, 1, 3, 5]) {
        const page = await bridge.list(startIndex, count);
        expect(page.totalResults).toBe(visible.length);
        const expected = visible.slice(startIndex - 1, startIndex - 1 + count);
        expect(page.resources.map(({ id }) => id)).toEqual(expected);
      }
    }
  });
});

describe('a filter without an exact look-up', () => {
  it.each([
    ['active eq true', 'active'],
    ['active eq false', 'inactive'],
  ])('%s lists who is %s and not removed', async (filter, state) => {
    const { genesys } = environment;
    const expected = (await genesys.users(state)).map(({ id }) => id).filter((id) => visible.includes(id));
    const page = await bridge.search(filter);
    expect(page.totalResults).toBe(expected.length);
    expect(page.resources.map(({ id }) => id)).toEqual(expected);
  });
});

describe('the list of everybody by cursor', () => {
  async function walk(count: number, filter?: string): Promise<string[]> {
    const ids: string[] = [];
    let position: string | undefined;
    do {
      const page = await bridge.listByCursor(count, position, filter);
      expect(page.resources.length).toBeLessThanOrEqual(count);
      ids.push(...page.resources.map(({ id }) => id));
      position = page.next;
    } while (position !== undefined);
    return ids;
  }

  it.each([1, 4, 7, 200])('holds everybody once, in pages of at most %i', async (count) => {
    expect((await walk(count)).sort()).toEqual([...visible].sort());
  });

  it('takes any filter, without a limit on how many people are looked at', async () => {
    const inactive = (await environment.genesys.users('inactive')).map(({ id }) => String(id));
    const expected = inactive.filter((id) => visible.includes(id)).sort();
    expect((await walk(3, 'active eq false')).sort()).toEqual(expected);
  });

  it('answers an exact look-up as a whole', async () => {
    const userName = String((await bridge.get(visible[0] ?? '')).attributes.userName);
    const page = await bridge.listByCursor(5, undefined, `userName eq "${userName}"`);
    expect([page.resources.map(({ id }) => id), page.next, page.totalResults]).toEqual([
      [visible[0]],
      undefined,
      1,
    ]);
  });

  it('answers in time with what it has looked at, however slow Genesys is', async () => {
    await environment.genesys.fault({ path: '/api/v2/users/query', delayMs: 300 });
    const page = await bridge.listByCursor(1, undefined, 'title eq "nobody"', bridge.context(3_000));
    await environment.genesys.clearFaults();
    expect([page.resources, typeof page.next]).toEqual([[], 'string']);
  });

  it('ends where a cursor of Genesys leads nowhere', async () => {
    const answerWith = (body: object) =>
      environment.genesys.fault({ path: '/api/v2/users/query', status: 200, body, times: 1 });
    await answerWith({ entities: [], cursor: 'more' });
    expect(await bridge.listByCursor(5)).toEqual({ resources: [] });
    await answerWith({ entities: [await environment.genesys.user(visible[0] ?? '')], cursor: 'same' });
    const page = await bridge.listByCursor(5, 'same');
    expect([page.resources.length, page.next]).toEqual([1, undefined]);
  });

  it('says that a cursor which Genesys refuses has expired', async () => {
    const refused = await failureOf(bridge.listByCursor(5, 'made-up'));
    expect(refused).toMatchObject({ status: 400, scimType: 'expiredCursor' });
  });
});

describe('the list of everybody, sorted', () => {
  it.each([false, true])('has the order of the attribute, descending: %s', async (descending) => {
    const { totalResults, resources } = await bridge.listSorted('userName', descending);
    const names = resources.map(({ attributes }) => String(attributes.userName).toLowerCase());
    const expected = [...names].sort();
    expect(totalResults).toBe(visible.length);
    expect(names).toEqual(descending ? expected.reverse() : expected);
  });
});
