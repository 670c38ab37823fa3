/** PUT and DELETE (RFC 7644 sections 3.5.1 and 3.6). */

import { expect } from 'vitest';
import { USER, user } from '../http/scim/harness.ts';
import { ENTERPRISE } from '../scim/memory-backend.ts';
import { answered, lacks, type Probe, probe, refused, send, stored, untouched } from './probe.ts';

export const REPLACE_PROBES: readonly Probe[] = [
  probe(
    240,
    'replace',
    send('PUT', '/Users/u0001', user({ userName: 'user1@example.com', displayName: 'zz' })),
    stored('u0001', { displayName: 'zz' }),
    lacks('u0001', 'title', 'name', 'emails', ENTERPRISE),
  ),
  probe(241, 'missing resource', send('PUT', '/Users/nope', user()), refused('404')),
  probe(
    242,
    'without userName',
    send('PUT', '/Users/u0001', { schemas: [USER], displayName: 'zz' }),
    refused('400 invalidValue'),
    untouched('u0001'),
  ),
  probe(
    243,
    'body id differs from URL',
    send('PUT', '/Users/u0001', user({ userName: 'user1@example.com', id: 'u0002' })),
    answered(200, { id: 'u0001' }),
    (_answer, server) => expect(server.users.attributesOf('u0002').userName).toBe('user2@example.com'),
  ),
  probe(
    244,
    'emails:null (Okta clears)',
    send('PUT', '/Users/u0001', user({ userName: 'user1@example.com', emails: null })),
    lacks('u0001', 'emails'),
  ),
  probe(245, 'existing', send('DELETE', '/Users/u0001'), ({ status, text }, server) => {
    expect([status, text]).toEqual([204, '']);
    expect(server.users.resources.has('u0001')).toBe(false);
  }),
  probe(246, 'missing', send('DELETE', '/Users/nope'), refused('404')),
  probe(247, 'collection', send('DELETE', '/Users'), refused('405'), untouched('u0001')),
];
