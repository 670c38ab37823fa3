/** Reading one user, paging and sorting (RFC 7644 section 3.4). */

import { expect } from 'vitest';
import { idsOf, USER } from '../http/scim/harness.ts';
import { seedUsers } from '../scim/memory-backend.ts';
import { answered, get, type Probe, page, probe, refused, script, userRange, users } from './probe.ts';

export const LIST_PROBES: readonly Probe[] = [
  probe(58, 'By id', get('/Users/u0001'), answered(200, { id: 'u0001', userName: 'user1@example.com' })),
  probe(59, 'Missing id', get('/Users/nope'), refused('404')),
  probe(60, 'id containing a quote', get('/Users/a%22b'), refused('404')),
  probe(
    61,
    'id = x" or userName pr or id eq "',
    get('/Users/x%22%20or%20userName%20pr%20or%20id%20eq%20%22'),
    refused('404'),
    (_answer, server) =>
      expect(server.users.calls.map(({ name, query }) => [name, query])).toEqual([['get', undefined]]),
  ),
  probe(
    62,
    'No count: express 5, no query fix, ?count=2&startIndex=3',
    get('/Users?count=2&startIndex=3'),
    page(users(3, 4), 30, 3),
  ),
  probe(63, 'No count param', get('/Users'), page(userRange(1, 30), 30), (_answer, server) =>
    expect(server.users.calls[0]?.query?.count).toBe(100),
  ),
  probe(64, 'count=5', get('/Users?count=5'), page(userRange(1, 5), 30)),
  probe(65, 'count=0', get('/Users?count=0'), page([], 30)),
  probe(66, 'count=-5', get('/Users?count=-5'), page([], 30)),
  probe(67, 'startIndex=0', get('/Users?startIndex=0&count=3'), page(userRange(1, 3), 30)),
  probe(68, 'startIndex=-1', get('/Users?startIndex=-1&count=3'), page(userRange(1, 3), 30)),
  probe(69, 'startIndex=11&count=5', get('/Users?startIndex=11&count=5'), page(userRange(11, 15), 30, 11)),
  probe(70, 'startIndex beyond total (31 of 30)', get('/Users?startIndex=31&count=5'), page([], 30, 31)),
  probe(71, 'startIndex=1000', get('/Users?startIndex=1000'), page([], 30, 1000)),
  probe(
    72,
    'last partial page itemsPerPage',
    get('/Users?startIndex=29&count=10'),
    page(users(29, 30), 30, 29),
  ),
  probe(73, 'startIndex=abc', get('/Users?startIndex=abc&count=2'), refused('400 invalidValue')),
  probe(
    74,
    'count=1000000000',
    get('/Users?count=1000000000'),
    page(userRange(1, 30), 30),
    (_answer, server) => expect(server.users.calls[0]?.query?.count).toBe(200),
  ),
  probe(75, 'count given twice', get('/Users?count=2&count=3'), refused('400 invalidValue')),
  script(76, 'Pre-paged handler (count=5,startIndex=6)', async (server) => {
    seedUsers(server.users, 1_000);
    for (const [startIndex, count, first, last] of [
      [6, 5, 6, 10],
      [6, 25, 6, 30],
      [101, 100, 101, 200],
      [26, 50, 26, 75],
      [991, 25, 991, 1_000],
    ] as const) {
      const answer = await server.get(`/Users?startIndex=${startIndex}&count=${count}`);
      expect(idsOf(answer)).toEqual(userRange(first, last));
      expect(answer.body).toMatchObject({ totalResults: 1_000, startIndex, itemsPerPage: last - first + 1 });
    }
    expect((await server.get('/Users?startIndex=1001&count=25')).body).toMatchObject({
      totalResults: 1_000,
      Resources: [],
    });
  }),
  probe(
    77,
    'sortBy=userName descending',
    get('/Users?sortBy=userName&sortOrder=descending&count=2'),
    page(users(9, 8), 30),
  ),
  probe(
    78,
    'sortBy=name.familyName',
    get('/Users?sortBy=name.familyName&count=30'),
    answered(200),
    ({ body }) => {
      const names = body.Resources.map(({ name }: { name: { familyName: string } }) => name.familyName);
      expect(names).toHaveLength(30);
      expect(names).toEqual([...names].sort());
    },
  ),
  probe(
    79,
    'sortBy=USERNAME',
    get('/Users?sortBy=USERNAME&sortOrder=descending&count=1'),
    page(users(9), 30),
  ),
  probe(
    80,
    'sortBy={core URN}:userName',
    get(`/Users?sortBy=${USER}:userName&sortOrder=descending&count=1`),
    page(users(9), 30),
  ),
  probe(
    81,
    'sortBy=userName with attributes=displayName',
    get('/Users?sortBy=userName&sortOrder=descending&attributes=displayName&count=1'),
    page(users(9), 30),
    ({ body }) => expect(Object.keys(body.Resources[0]).sort()).toEqual(['displayName', 'id', 'schemas']),
  ),
  probe(82, 'sortBy=nope', get('/Users?sortBy=nope&count=1'), refused('400 invalidPath')),
  probe(
    83,
    'sortOrder=sideways',
    get('/Users?sortBy=userName&sortOrder=sideways&count=1'),
    refused('400 invalidValue'),
  ),
];
