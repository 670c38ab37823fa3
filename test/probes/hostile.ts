/** Input that is meant to do harm: nothing global changes, and the event loop stays free. */

import { expect } from 'vitest';
import { type ScimServer, USER, user } from '../http/scim/harness.ts';
import { holdsEventLoopMs } from '../http/scim/held.ts';
import { ENTERPRISE } from '../scim/memory-backend.ts';
import { type Probe, script } from './probe.ts';

const MOST_MS = 50;
const OBJECT_KEYS = Object.keys;
const byFilter = (filter: string) => `/Users?filter=${encodeURIComponent(filter)}`;
const search = (filter: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
  filter,
});

/** Every built-in is as before, whatever the answer. */
function harmless(
  number: number,
  title: string,
  run: (server: ScimServer) => Promise<{ readonly status: number }>,
): Probe {
  return script(number, title, async (server) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const { status } = await run(server);
    expect(status).toBeLessThan(500);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Object.keys).toBe(OBJECT_KEYS);
    expect((await server.get('/Users/u0001')).status).toBe(200);
  });
}

/** Answered with a client's error or with success, holding the event loop for less than 50 ms. */
function bounded(
  number: number,
  title: string,
  run: (server: ScimServer) => Promise<{ readonly status: number }>,
): Probe {
  return script(number, title, async (server) => {
    const held = await holdsEventLoopMs(async () => {
      server.reset();
      expect((await run(server)).status).toBeLessThan(500);
    }, MOST_MS);
    expect(held).toBeLessThan(MOST_MS);
  });
}

function nestedBody(prefix: string, depth: number): string {
  return `{"schemas":["${USER}"],"userName":"x",${prefix}${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
}

export const HOSTILE_PROBES: readonly Probe[] = [
  harmless(289, 'Prototype pollution by ?filter=__proto__.x eq 1', (server) =>
    server.get(byFilter('__proto__.polluted eq "x"')),
  ),
  harmless(290, 'Prototype pollution by ?attributes=__proto__.x', (server) =>
    server.get('/Users/u0001?attributes=__proto__.polluted'),
  ),
  harmless(291, 'Prototype pollution by POST body {ext URN}:__proto__.x', (server) =>
    server.post('/Users', user({ [`${ENTERPRISE}:__proto__.polluted`]: 'pwn' })),
  ),
  harmless(292, 'Prototype pollution by PATCH path emails[__proto__.x eq 1]', (server) =>
    server.patch('/Users/u0001', [
      { op: 'replace', path: 'emails[__proto__.polluted eq "x"].value', value: 'z' },
    ]),
  ),
  harmless(293, 'Prototype pollution by GET /Users/{id} with a quote in the id', (server) =>
    server.get(`/Users/${encodeURIComponent('x" and __proto__.polluted eq "y')}`),
  ),
  harmless(294, 'Prototype pollution by GET /Schemas/{id}, /ResourceTypes/{id}', async (server) => {
    const id = encodeURIComponent('x" and __proto__.polluted eq "y');
    expect((await server.get(`/Schemas/${id}`)).status).toBe(404);
    return await server.get(`/ResourceTypes/${id}`);
  }),
  harmless(295, 'Prototype pollution by POST /.search filter', (server) =>
    server.post('/.search', search('__proto__.polluted eq "x"')),
  ),
  harmless(296, 'Global built-in overwritten by ?filter=constructor.keys pr', (server) =>
    server.get(byFilter('constructor.keys pr')),
  ),
  bounded(297, "ReDoS: filter 'userName eq \"' + '\\a'×32 unterminated (82 bytes)", (server) =>
    server.get(byFilter(`userName eq "${'\\a'.repeat(32)}`)),
  ),
  bounded(298, "ReDoS: '\\n'×34", (server) => server.get(byFilter(`userName eq "${'\n'.repeat(34)}`))),
  bounded(299, 'DNF blow-up: 22 × (a or b) joined by and (~500 bytes)', (server) =>
    server.get(byFilter(Array(22).fill('(title eq "a" or title eq "b")').join(' and '))),
  ),
  bounded(300, 'Quadratic PATCH path (200 kB of dots)', (server) =>
    server.patch('/Users/u0001', [{ op: 'add', path: `${'.'.repeat(200_000)}[`, value: 1 }]),
  ),
  bounded(301, 'Deeply nested parentheses ×5000', (server) =>
    server.post('/Users/.search', search(`${'('.repeat(5_000)}title pr${')'.repeat(5_000)}`)),
  ),
  bounded(302, 'Deeply nested JSON body ×50000', async (server) => {
    expect((await server.post('/Users', nestedBody('"name":', 50_000))).status).toBeLessThan(500);
    return await server.post('/Users', nestedBody(`"${ENTERPRISE}":`, 50_000));
  }),
  bounded(303, 'Group PATCH: 1000 × remove members[value eq] on 1000 members', async (server) => {
    const members = Array.from({ length: 1_000 }, (_, index) => ({ value: `m${index}`, type: 'User' }));
    server.groups.resources.set('g1', { id: 'g1', meta: {}, attributes: { displayName: 'A', members } });
    const operations = members.map(({ value }) => ({ op: 'remove', path: `members[value eq "${value}"]` }));
    const answer = await server.patch('/Groups/g1', operations);
    expect(server.groups.attributesOf('g1').members ?? []).toEqual([]);
    return answer;
  }),
  bounded(304, 'Bulk: 1000 POSTs with ~900-byte data (CPU of bulkId scan)', async (server) => {
    const operations = Array.from({ length: 1_000 }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${index}`,
      data: user({ userName: `b${index}`, displayName: 'x'.repeat(850) }),
    }));
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const answer = await server.post('/Bulk', { schemas, Operations: operations });
    expect([answer.status, answer.body.Operations?.length]).toEqual([200, 1_000]);
    return answer;
  }),
];
