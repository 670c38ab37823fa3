/** /Me and entity tags (RFC 7644 sections 3.11 and 3.14). */

import { expect } from 'vitest';
import { user } from '../http/scim/harness.ts';
import { answered, get, type Probe, probe, refused, send, untouched, withHeaders } from './probe.ts';

export const VERSION_PROBES: readonly Probe[] = [
  probe(267, 'GET /Me', get('/Me'), refused('501')),
  probe(268, 'PUT /Me', send('PUT', '/Me', user()), refused('501')),
  probe(269, 'ETag header equals meta.version', get('/Users/u0001'), ({ headers, body }) => {
    expect(headers.etag).toBe('W/"1"');
    expect(body.meta.version).toBe(headers.etag);
  }),
  probe(
    270,
    'GET If-None-Match: meta.version',
    get('/Users/u0001', withHeaders({ 'if-none-match': 'W/"1"' })),
    ({ status, text }) => expect([status, text]).toEqual([304, '']),
  ),
  probe(
    271,
    'PUT If-Match stale',
    send(
      'PUT',
      '/Users/u0001',
      user({ userName: 'user1@example.com' }),
      withHeaders({ 'if-match': 'W/"999"' }),
    ),
    refused('412'),
    untouched('u0001'),
  ),
  probe(
    272,
    'PATCH If-Match stale',
    send(
      'PATCH',
      '/Users/u0001',
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'active', value: false }],
      },
      withHeaders({ 'if-match': 'W/"999"' }),
    ),
    refused('412'),
    untouched('u0001'),
  ),
  probe(
    273,
    'DELETE If-Match stale',
    send('DELETE', '/Users/u0001', undefined, withHeaders({ 'if-match': 'W/"999"' })),
    refused('412'),
    untouched('u0001'),
  ),
  probe(
    274,
    'list response carries per-resource meta.version',
    get('/Users?count=1'),
    answered(200),
    ({ body }) => expect(body.Resources[0].meta.version).toBe('W/"1"'),
  ),
];
