/** PATCH of the members of a group. */

import { expect } from 'vitest';
import { members, type Probe, patch, probe } from './probe.ts';

export const GROUP_PATCH_PROBES: readonly Probe[] = [
  probe(
    226,
    'remove members[value eq "u0002"]',
    patch('/Groups/g1', { op: 'remove', path: 'members[value eq "u0002"]' }),
    members('u0001', 'u0003'),
  ),
  probe(
    227,
    'remove members value array (Okta/Entra)',
    patch('/Groups/g1', { op: 'Remove', path: 'members', value: [{ value: 'u0002' }] }),
    members('u0001', 'u0003'),
  ),
  probe(
    228,
    'remove members value array with $ref null (Entra)',
    patch('/Groups/g1', { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u0002' }] }),
    members('u0001', 'u0003'),
  ),
  probe(
    229,
    'remove members value with display that differs',
    patch('/Groups/g1', { op: 'remove', path: 'members', value: [{ value: 'u0002', display: 'Bob' }] }),
    members('u0001', 'u0003'),
  ),
  probe(
    230,
    'remove members value array of strings',
    patch('/Groups/g1', { op: 'remove', path: 'members', value: ['u0002'] }),
    members('u0001', 'u0003'),
  ),
  probe(
    231,
    'remove members value=[] (empty)',
    patch('/Groups/g1', { op: 'remove', path: 'members', value: [] }),
    members('u0001', 'u0002', 'u0003'),
  ),
  probe(
    232,
    'remove members value with a quote in it',
    patch('/Groups/g1', { op: 'remove', path: 'members', value: [{ value: 'a"b' }] }),
    members('u0001', 'u0002', 'u0003'),
  ),
  probe(233, 'remove members (all)', patch('/Groups/g1', { op: 'remove', path: 'members' }), members()),
  probe(
    234,
    'two removes in one request',
    patch(
      '/Groups/g1',
      { op: 'remove', path: 'members[value eq "u0001"]' },
      { op: 'remove', path: 'members[value eq "u0003"]' },
    ),
    members('u0002'),
  ),
  probe(
    235,
    'add members',
    patch('/Groups/g1', { op: 'add', path: 'members', value: [{ value: 'u0009' }] }),
    members('u0001', 'u0002', 'u0003', 'u0009'),
  ),
  probe(
    236,
    'add existing member again',
    patch('/Groups/g1', { op: 'add', path: 'members', value: [{ value: 'u0001' }] }),
    members('u0001', 'u0002', 'u0003'),
  ),
  probe(
    237,
    'replace members',
    patch('/Groups/g1', { op: 'replace', path: 'members', value: [{ value: 'u0009' }] }),
    members('u0009'),
  ),
  probe(
    238,
    'replace members with []',
    patch('/Groups/g1', { op: 'replace', path: 'members', value: [] }),
    members(),
  ),
  probe(
    239,
    'Okta no-path {id, displayName}',
    patch('/Groups/g1', { op: 'replace', value: { id: 'g1', displayName: 'zz' } }),
    members('u0001', 'u0002', 'u0003'),
    (_answer, server) => expect(server.groups.attributesOf('g1').displayName).toBe('zz'),
  ),
];
