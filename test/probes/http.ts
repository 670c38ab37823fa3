/** HTTP, authentication and the form of errors. */

import { expect } from 'vitest';
import { BASE_URL, user } from '../http/scim/harness.ts';
import { ANONYMOUS, answered, get, type Probe, page, probe, refused, send, withHeaders } from './probe.ts';

export const HTTP_PROBES: readonly Probe[] = [
  probe(1, 'No Authorization header', get('/Users', ANONYMOUS), refused('401'), ({ headers }) =>
    expect(headers['www-authenticate']).toMatch(/^Bearer /),
  ),
  probe(2, 'Unknown endpoint', get('/Foo'), refused('404')),
  probe(3, 'PUT on collection /Users', send('PUT', '/Users', user()), refused('405'), ({ headers }) =>
    expect(headers.allow).toBe('GET, HEAD, POST'),
  ),
  probe(4, 'Malformed JSON body', send('POST', '/Users', '{"userName": '), refused('400 invalidSyntax')),
  probe(5, 'Malformed JSON without auth', send('POST', '/Users', '{oops', ANONYMOUS), refused('401')),
  probe(
    6,
    'Wrong Content-Type text/plain',
    send('POST', '/Users', JSON.stringify(user()), withHeaders({ 'content-type': 'text/plain' })),
    refused('415'),
    ({ body }) => expect(body.detail).toContain('Content-Type'),
  ),
  probe(
    7,
    'Content-Type application/json',
    send('POST', '/Users', JSON.stringify(user()), withHeaders({ 'content-type': 'application/json' })),
    answered(201),
  ),
  probe(
    8,
    'Content-Type charset=foo',
    send(
      'POST',
      '/Users',
      JSON.stringify(user()),
      withHeaders({ 'content-type': 'application/scim+json; charset=foo' }),
    ),
    refused('415'),
  ),
  probe(
    9,
    'Content-Encoding: foo',
    send('POST', '/Users', JSON.stringify(user()), withHeaders({ 'content-encoding': 'foo' })),
    refused('415'),
  ),
  probe(
    10,
    'Body over 1 MiB',
    send('POST', '/Users', user({ displayName: 'x'.repeat(1_100_000) })),
    refused('413'),
  ),
  probe(11, 'POST without body', send('POST', '/Users'), refused('400 invalidSyntax')),
  probe(12, 'POST JSON array', send('POST', '/Users', [user()]), refused('400 invalidSyntax')),
  probe(13, 'POST JSON primitive', send('POST', '/Users', '42'), refused('400 invalidSyntax')),
  probe(14, 'HEAD /Users/{id}', send('HEAD', '/Users/u0001'), async (head, server) => {
    const answer = await server.get('/Users/u0001');
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'etag'])
      expect(head.headers[name]).toBe(answer.headers[name]);
  }),
  probe(15, 'Malformed percent-encoding in id', get('/Users/%ZZ'), refused('400 invalidSyntax')),
  probe(
    16,
    '201 carries Location header and meta.location',
    send('POST', '/Users', user()),
    answered(201),
    ({ headers, body }) => {
      expect(headers.location).toBe(`${BASE_URL}/Users/${body.id}`);
      expect(body.meta.location).toBe(headers.location);
    },
  ),
  probe(
    17,
    'meta.location / $ref absolute URI by default',
    get('/Users/u0001'),
    answered(200, {
      meta: { location: `${BASE_URL}/Users/u0001` },
      groups: [{ $ref: `${BASE_URL}/Groups/g1` }],
    }),
  ),
  probe(18, 'Content-Type of a 200', get('/Users/u0001'), answered(200), ({ headers }) =>
    expect(headers['content-type']).toMatch(/^application\/scim\+json/),
  ),
  probe(19, 'Endpoint in lower case /users', get('/users?count=1'), page(['u0001'], 30)),
];
