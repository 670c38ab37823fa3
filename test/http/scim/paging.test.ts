import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seedUsers } from '../../scim/memory-backend.ts';
import { type Answer, errorOf, idsOf, ScimServer } from './harness.ts';

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const server = new ScimServer();
beforeEach(() => server.reset());
afterEach(() => {
  vi.useRealTimers();
});

function search(path: string, parameters: object): Promise<Answer> {
  return server.post(path, { schemas: [SEARCH], ...parameters });
}

/** The ids of all pages, each asked for with the cursor of the one before. */
async function walk(readPage: (cursor: string) => Promise<Answer>): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const answer = await readPage(cursor);
    expect(answer.status).toBe(200);
    expect(answer.body.itemsPerPage).toBe(answer.body.Resources.length);
    expect(answer.body).not.toHaveProperty('startIndex');
    pages.push(idsOf(answer));
    cursor = answer.body.nextCursor;
  }
  return pages;
}

function walkUsers(query = ''): Promise<string[][]> {
  return walk((cursor) => server.get(`/Users?cursor=${cursor}${query}`));
}

describe('index paging', () => {
  it('gives each page what lies between start and count, whatever the size', async () => {
    const all = idsOf(await server.get('/Users?count=200'));
    for (const count of [1, 7, 29, 30, 31]) {
      for (const startIndex of [1, 2, 29, 30, 31, 32, 1_000_000]) {
        const { body } = await server.get(`/Users?startIndex=${startIndex}&count=${count}`);
        const expected = all.slice(startIndex - 1, startIndex - 1 + count);
        expect(body.Resources.map(({ id }: { id: string }) => id)).toEqual(expected);
        expect(body).toMatchObject({ totalResults: 30, startIndex, itemsPerPage: expected.length });
        expect(body).not.toHaveProperty('nextCursor');
      }
    }
  });

  it.each([
    ['startIndex=-9223372036854775808', '400 invalidValue'],
    ['startIndex=1e3', '400 invalidValue'],
    ['startIndex=0x10', '400 invalidValue'],
    ['count=1.5', '400 invalidValue'],
    ['startIndex=999999999999999', '200 without a SCIM error'],
    ['startIndex=&count=', '200 without a SCIM error'],
    ['startIndex=%2B3', '200 without a SCIM error'],
  ])('answers ?%s with %s', async (query, expected) => {
    expect(errorOf(await server.get(`/Users?${query}`))).toBe(expected);
  });
});

describe('cursor paging', () => {
  it.each([1, 7, 30, 31, 1_000])('gives everybody once, in pages of %i', async (count) => {
    const pages = await walkUsers(`&count=${count}`);
    expect(pages.flat()).toEqual(idsOf(await server.get('/Users?count=200')));
    expect(pages.slice(0, -1).every((page) => page.length === count)).toBe(true);
    expect(new Set(server.users.calls.map(({ name }) => name))).toEqual(new Set(['listByCursor', 'list']));
  });

  it('reads 100,000 people to the end, each once, without looking at what lies before a page', async () => {
    seedUsers(server.users, 100_000);
    const pages = await walk((cursor) => server.get(`/Users?attributes=userName&count=200&cursor=${cursor}`));
    expect(pages).toHaveLength(500);
    expect(new Set(pages.flat()).size).toBe(100_000);
  }, 60_000);

  it('neither misses nor repeats anybody when people come and go meanwhile', async () => {
    const first = await server.get('/Users?cursor&count=10');
    await server.delete('/Users/u0003');
    await server.delete('/Users/u0012');
    const rest = await server.get(`/Users?count=200&cursor=${first.body.nextCursor}`);
    expect(idsOf(rest)[0]).toBe('u0011');
    expect(idsOf(rest)).toHaveLength(19);
    expect(rest.body).not.toHaveProperty('nextCursor');
  });

  it('goes with filter, sorting and projection', async () => {
    const pages = await walkUsers('&count=4&filter=title%20eq%20%22Agent%22&attributes=userName');
    expect(pages.flat()).toHaveLength(15);
    const sorted = (await walkUsers('&count=4&sortBy=userName&sortOrder=descending')).flat();
    expect(sorted.slice(0, 2)).toEqual(['u0009', 'u0008']);
    expect(sorted).toHaveLength(30);
  });

  it('goes with .search, over all types as well', async () => {
    const bodyOf = (cursor: string) => ({ cursor, count: 9 });
    const users = await walk((cursor) => search('/Users/.search', bodyOf(cursor)));
    expect(users.flat()).toHaveLength(30);
    const all = await walk((cursor) => search('/.search', bodyOf(cursor)));
    expect(all.flat().slice(-2)).toEqual(['g1', 'g2']);
    expect(all.flat()).toHaveLength(32);
  });

  it.each([{}, { cursor: '' }])('of a search that no type can match is empty: %j', async (paging) => {
    const { body } = await search('/.search', { filter: 'meta.resourceType eq "Robot"', ...paging });
    expect(body).toMatchObject({ totalResults: 0, itemsPerPage: 0, Resources: [] });
    expect(body).not.toHaveProperty('nextCursor');
  });

  it('works for groups, whose cursor holds an index where the backend has no cursors', async () => {
    Object.defineProperty(server.groups, 'listByCursor', { value: undefined, configurable: true });
    expect(await walk((cursor) => server.get(`/Groups?count=1&cursor=${cursor}`))).toEqual([['g1'], ['g2']]);
    Reflect.deleteProperty(server.groups, 'listByCursor');
  });

  it('is not offered unless it is asked for', async () => {
    expect((await server.get('/Users?count=1')).body).not.toHaveProperty('nextCursor');
    expect((await search('/Users/.search', { cursor: null, count: 1 })).body.startIndex).toBe(1);
  });

  it.each([
    ['cursor=nonsense', '400 invalidCursor'],
    ['cursor=&count=0', '400 invalidCount'],
    ['cursor=&count=-1', '400 invalidCount'],
    ['cursor=&count=x', '400 invalidCount'],
    ['cursor=&startIndex=1', '400 invalidValue'],
    ['cursor=a&cursor=b', '400 invalidValue'],
  ])('refuses ?%s with %s', async (query, expected) => {
    const answer = await server.get(`/Users?${query}`);
    expect(errorOf(answer)).toBe(expected);
    expect(server.users.calls).toEqual([]);
  });

  it('refuses the cursor of another query, another client or another time', async () => {
    const { nextCursor } = (await server.get('/Users?cursor&count=1')).body;
    expect(errorOf(await server.get(`/Users?filter=title%20pr&cursor=${nextCursor}`))).toBe(
      '400 invalidCursor',
    );
    expect(errorOf(await server.get(`/Groups?cursor=${nextCursor}`))).toBe('400 invalidCursor');
    server.clientName = 'other';
    expect(errorOf(await server.get(`/Users?cursor=${nextCursor}`))).toBe('400 invalidCursor');
    server.clientName = 'test';
    vi.useFakeTimers({ now: Date.now() + 601_000, toFake: ['Date'] });
    expect(errorOf(await server.get(`/Users?cursor=${nextCursor}`))).toBe('400 expiredCursor');
  });
});

describe('sorting', () => {
  it.each([
    ['/Users?sortBy=name', '400 invalidPath', "'sortBy' takes a sub-attribute of 'name', which is complex"],
    ['/Users?sortBy=password', '400 invalidPath', "'password' cannot be sorted by"],
    ['/Users?sortBy=shoeSize', '400 invalidPath', "'shoeSize' is not an attribute of User"],
    ['/Users?sortBy=userName&sortOrder=up', '400 invalidValue', "'sortOrder' takes ascending or descending"],
  ])('refuses %s with %s', async (path, expected, detail) => {
    const answer = await server.get(path);
    expect([errorOf(answer), answer.body.detail]).toEqual([expected, detail]);
  });

  it('over several types at once is refused rather than done for each by itself', async () => {
    expect(errorOf(await search('/.search', { sortBy: 'displayName' }))).toBe('400 invalidValue');
    expect((await search('/Users/.search', { sortBy: 'displayName' })).status).toBe(200);
    const filter = 'meta.resourceType eq "Group"';
    const groups = await search('/.search', { filter, sortBy: 'displayName', sortOrder: 'descending' });
    expect(idsOf(groups)).toEqual(['g2', 'g1']);
  });
});
