/** Discovery (RFC 7644 section 4). */

import { expect } from 'vitest';
import { BASE_URL, GROUP, idsOf, USER } from '../http/scim/harness.ts';
import { ENTERPRISE } from '../scim/memory-backend.ts';
import { ANONYMOUS, answered, get, type Probe, probe, refused, send } from './probe.ts';

export const DISCOVERY_PROBES: readonly Probe[] = [
  probe(20, 'GET /ServiceProviderConfig', get('/ServiceProviderConfig'), answered(200), ({ body }) => {
    const schemes = body.authenticationSchemes.map(({ type }: { type: string }) => type);
    expect(schemes).toContain('oauthbearertoken');
    expect(new Set(schemes).size).toBe(schemes.length);
  }),
  probe(
    21,
    'ServiceProviderConfig with ?attributes=patch',
    get('/ServiceProviderConfig?attributes=patch'),
    answered(200, { patch: { supported: true }, etag: { supported: true } }),
  ),
  probe(
    22,
    'ServiceProviderConfig readable without auth',
    get('/ServiceProviderConfig', ANONYMOUS),
    answered(200, { patch: { supported: true } }),
  ),
  probe(
    23,
    'GET /ResourceTypes',
    get('/ResourceTypes'),
    answered(200, {
      totalResults: 2,
      Resources: [{ id: 'User', meta: { location: `${BASE_URL}/ResourceTypes/User` } }, { id: 'Group' }],
    }),
    ({ body }) =>
      expect(body.Resources[0].schemaExtensions[0]).toEqual({ schema: ENTERPRISE, required: false }),
  ),
  probe(
    24,
    'GET /ResourceTypes/User',
    get('/ResourceTypes/User'),
    answered(200, { endpoint: '/Users', schema: USER }),
  ),
  probe(25, 'GET /ResourceTypes/Nope', get('/ResourceTypes/Nope'), refused('404')),
  probe(
    26,
    'GET /Schemas?filter=…',
    get(`/Schemas?filter=${encodeURIComponent('id eq "x"')}`),
    refused('403'),
  ),
  probe(27, 'GET /Schemas', get('/Schemas'), answered(200), (answer) =>
    expect(idsOf(answer)).toEqual(expect.arrayContaining([USER, GROUP, ENTERPRISE])),
  ),
  probe(28, 'GET /Schemas/{urn}', get(`/Schemas/${USER}`), answered(200, { id: USER }), ({ body }) =>
    expect(body.attributes.length).toBeGreaterThan(10),
  ),
  probe(
    29,
    'GET /Schemas/{URN upper case}',
    get('/Schemas/URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER'),
    answered(200, { id: USER }),
  ),
  probe(30, 'Schema characteristics: password', get(`/Schemas/${USER}`), ({ body }) =>
    expect(body.attributes.find(({ name }: { name: string }) => name === 'password')).toMatchObject({
      mutability: 'writeOnly',
      returned: 'never',
    }),
  ),
  probe(
    31,
    'Schema characteristics: x509Certificates.value / photos',
    get(`/Schemas/${USER}`),
    answered(200),
    ({ text }) => expect(text).not.toContain('"canonicalValues":[]'),
  ),
  probe(32, 'POST /Schemas', send('POST', '/Schemas', {}), refused('405')),
];
