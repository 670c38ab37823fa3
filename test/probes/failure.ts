/** What a client sees when the other side fails. */

import { expect } from 'vitest';
import { user } from '../http/scim/harness.ts';
import { keepsMountsApart, keepsTheConnection } from './connections.ts';
import {
  bug,
  foreignKeyword,
  foreignStatus,
  hidesSecret,
  outage,
  refusedFetch,
  scim,
} from './failing-backend.ts';
import { failing, get, keys, type Probe, probe, refused, script, send, withHeaders } from './probe.ts';

export const FAILURE_PROBES: readonly Probe[] = [
  failing(
    probe(
      275,
      'GET by id: handler throws generic Error',
      get('/Users/boom-generic'),
      refused('500'),
      hidesSecret,
    ),
    outage,
  ),
  failing(
    probe(
      276,
      'LIST: handler throws generic Error',
      get('/Users', withHeaders({ 'x-boom': 'boom-generic' })),
      refused('500'),
      hidesSecret,
    ),
    outage,
  ),
  failing(
    probe(
      277,
      'DELETE: handler throws generic Error',
      send('DELETE', '/Users/boom-generic'),
      refused('500'),
      hidesSecret,
    ),
    outage,
  ),
  failing(
    probe(
      278,
      'POST: handler throws generic Error',
      send('POST', '/Users', user(), withHeaders({ 'x-boom': 'boom-generic' })),
      refused('500'),
      hidesSecret,
    ),
    outage,
  ),
  failing(
    probe(279, 'GET: handler throws TypeError (bug)', get('/Users/boom-type'), refused('500'), hidesSecret),
    bug,
  ),
  failing(
    probe(280, 'GET: fetch() to upstream refused', get('/Users/boom-fetch'), refused('500'), hidesSecret),
    refusedFetch,
  ),
  failing(
    probe(281, 'handler throws SCIM 500', get('/Users/boom-500'), refused('500'), hidesSecret),
    scim(500),
  ),
  script(282, '500 on keep-alive connection: next request on same socket', keepsTheConnection),
  failing(
    probe(283, 'handler throws SCIM 429', get('/Users/boom-429'), refused('429'), ({ headers }) =>
      expect(headers['retry-after']).toBe('7'),
    ),
    scim(429, 7),
  ),
  failing(
    probe(
      284,
      'handler throws SCIM 503',
      get('/Users/boom-503'),
      refused('503'),
      hidesSecret,
      ({ headers }) => expect(headers['retry-after']).toBe('7'),
    ),
    scim(503, 7),
  ),
  failing(
    probe(285, 'handler throws {status:422}', get('/Users/boom-422'), refused('500'), hidesSecret),
    foreignStatus,
  ),
  failing(
    probe(286, 'handler throws unknown scimType', get('/Users/boom-badtype'), refused('500'), hidesSecret),
    foreignKeyword,
  ),
  probe(
    287,
    'error body has no stack / cause',
    get('/Users/nope'),
    refused('404'),
    keys('schemas', 'status', 'detail'),
  ),
  script(288, 'two mounts, overlapping requests: meta.location', keepsMountsApart),
];
