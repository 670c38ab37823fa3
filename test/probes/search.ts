/** POST .search (RFC 7644 section 3.4.3). */

import { expect } from 'vitest';
import { get, type Probe, page, probe, refused, search, send, userRange, users } from './probe.ts';

export const SEARCH_PROBES: readonly Probe[] = [
  probe(
    248,
    'POST /Users/.search',
    search('/Users/.search', {
      filter: 'userName eq "user1@example.com"',
      attributes: ['userName'],
      count: 5,
    }),
    page(users(1), 1),
    ({ body }) => expect(Object.keys(body.Resources[0]).sort()).toEqual(['id', 'schemas', 'userName']),
  ),
  probe(249, 'count: 0', search('/Users/.search', { count: 0 }), page([], 30)),
  probe(250, 'startIndex: 0', search('/Users/.search', { startIndex: 0, count: 1 }), page(users(1), 30)),
  probe(
    251,
    'POST /.search across types',
    search('/.search', { count: 100 }),
    page([...userRange(1, 30), 'g1', 'g2'], 32),
  ),
  probe(
    252,
    '/.search filter meta.resourceType',
    search('/.search', { filter: 'meta.resourceType eq "Group"', count: 100 }),
    page(['g1', 'g2'], 2),
  ),
  probe(
    253,
    'missing schemas',
    send('POST', '/Users/.search', { filter: 'userName pr' }),
    refused('400 invalidSyntax'),
  ),
  probe(254, 'GET /.search', get('/.search'), refused('405')),
];
