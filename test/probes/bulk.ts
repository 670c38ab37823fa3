/** /Bulk (RFC 7644 section 3.7). */

import { expect } from 'vitest';
import { GROUP, USER } from '../http/scim/harness.ts';
import { circle, createdChangedRemoved, createdGroup, ERROR, statuses, stopped } from './bulk-judges.ts';
import { bulk, type Probe, probe, refused, untouched } from './probe.ts';

export const BULK_PROBES: readonly Probe[] = [
  probe(
    255,
    'POST + PATCH + DELETE',
    bulk([
      { method: 'POST', path: '/Users', bulkId: 'a', data: { schemas: [USER], userName: 'new@example.com' } },
      {
        method: 'PATCH',
        path: '/Users/u0001',
        data: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', path: 'active', value: false }],
        },
      },
      { method: 'DELETE', path: '/Users/u0002' },
    ]),
    statuses('201', '200', '204'),
    createdChangedRemoved,
  ),
  probe(
    256,
    'bulkId reference in group members',
    bulk([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: { schemas: [GROUP], displayName: 'T', members: [{ value: 'bulkId:u' }] },
      },
      { method: 'POST', path: '/Users', bulkId: 'u', data: { schemas: [USER], userName: 'new@example.com' } },
    ]),
    statuses('201', '201'),
    createdGroup('T'),
  ),
  probe(
    257,
    'forward reference must not create twice',
    bulk([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: { schemas: [GROUP], displayName: 'Fwd', members: [{ value: 'bulkId:u' }] },
      },
      { method: 'POST', path: '/Users', bulkId: 'u', data: { schemas: [USER], userName: 'new@example.com' } },
    ]),
    statuses('201', '201'),
    createdGroup('Fwd'),
  ),
  probe(
    258,
    'circular bulkIds',
    bulk([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'a',
        data: { schemas: [GROUP], displayName: 'A', members: [{ value: 'bulkId:b', type: 'Group' }] },
      },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'b',
        data: { schemas: [GROUP], displayName: 'B', members: [{ value: 'bulkId:a', type: 'Group' }] },
      },
    ]),
    statuses('201', '201'),
    circle,
  ),
  probe(
    259,
    'failOnErrors=1 stops',
    bulk(
      [
        { method: 'DELETE', path: '/Users/nope' },
        { method: 'DELETE', path: '/Users/u0001' },
      ],
      { failOnErrors: 1 },
    ),
    statuses('404'),
    stopped,
  ),
  probe(
    260,
    'no failOnErrors continues',
    bulk([
      { method: 'DELETE', path: '/Users/nope' },
      { method: 'DELETE', path: '/Users/u0001' },
    ]),
    statuses('404', '204'),
  ),
  probe(
    261,
    'over maxOperations (1001)',
    bulk(Array.from({ length: 1_001 }, () => ({ method: 'DELETE', path: '/Users/x' }))),
    refused('413'),
  ),
  probe(
    262,
    'unknown bulkId reference',
    bulk([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'a',
        data: { schemas: [GROUP], displayName: 'A', members: [{ value: 'bulkId:zzz' }] },
      },
    ]),
    ({ body }) => expect(body.Operations[0]).toMatchObject({ status: '400', response: { schemas: [ERROR] } }),
  ),
  probe(
    263,
    'bad method / path',
    bulk([
      { method: 'GET', path: '/Users/u0001' },
      { method: 'PUT', path: '/Nope/1', data: {} },
    ]),
    ({ body }) => {
      for (const operation of body.Operations) expect(operation.status).toMatch(/^4/);
      expect(body.Operations).toHaveLength(2);
    },
  ),
  probe(
    264,
    'Operation with stale version (If-Match)',
    bulk([
      {
        method: 'PUT',
        path: '/Users/u0001',
        version: 'W/"999"',
        data: { schemas: [USER], userName: 'user1@example.com' },
      },
    ]),
    statuses('412'),
    untouched('u0001'),
  ),
  probe(
    265,
    'op error body is SCIM error without stack',
    bulk([{ method: 'DELETE', path: '/Users/nope' }]),
    ({ body }) => {
      const { response } = body.Operations[0];
      expect(response).toMatchObject({ schemas: [ERROR], status: '404' });
      expect(Object.keys(response).sort()).toEqual(['detail', 'schemas', 'status']);
    },
  ),
  probe(
    266,
    'failing op order is document order',
    bulk([
      { method: 'DELETE', path: '/Users/u0003' },
      { method: 'POST', path: '/Users', bulkId: 'x', data: { schemas: [USER], userName: 'new@example.com' } },
    ]),
    statuses('204', '201'),
    ({ body }) =>
      expect(body.Operations.map(({ method }: { method: string }) => method)).toEqual(['DELETE', 'POST']),
  ),
];
