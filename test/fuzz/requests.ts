/** Requests to every endpoint of the bridge: most are nearly right, and each is wrong somewhere. */

import fc from 'fast-check';
import { anyFilter, attributePath, damaged, patchPath, queryString } from './grammar.ts';
import { applyDamage, damage, hostileValue, type Json, nastyText, textDamage } from './hostile-values.ts';
import {
  anyValue,
  attributeWithValue,
  groupResource,
  type Known,
  SCHEMA_URNS,
  userResource,
} from './schema-values.ts';
import type { WireRequest } from './wire.ts';

/** A request before it gets a token. */
export interface Draft extends WireRequest {
  /** What it is about, for the report. */
  readonly about: string;
}

type Headers = WireRequest['headers'];

const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0';

const contentType = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom('application/scim+json', 'application/json; charset=utf-8') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/html',
      '',
      'application/scim+json; charset=utf-16',
      'application/scim+json; charset=x',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/json;;;=',
      '*/*',
      'a'.repeat(300),
    ),
  },
);

/** No line ends: they would end the header, and what follows would be another one. */
const headerText = nastyText.map((text) => text.replace(/[\r\n]/g, ' ').slice(0, 4_000));

const junkHeader: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.tuple(
    fc.constantFrom('If-Match', 'If-None-Match'),
    fc.oneof(fc.constantFrom('*', 'W/"1"', '"x"', 'W/'), headerText),
  ),
  fc.tuple(
    fc.constantFrom('X-Request-ID', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'Forwarded', 'Prefer'),
    headerText,
  ),
  fc.tuple(
    fc.constant('Accept'),
    fc.oneof(fc.constantFrom('text/html', 'application/scim+json;q=0', ''), headerText),
  ),
  fc.tuple(fc.constant('Accept-Encoding'), fc.constantFrom('gzip', 'br, deflate', 'x')),
  fc.tuple(fc.constant('X-HTTP-Method-Override'), fc.constantFrom('DELETE', 'PUT')),
  fc.tuple(fc.constant('Content-Encoding'), fc.constantFrom('gzip', 'deflate', 'br', 'identity', 'x')),
  fc.tuple(fc.constant('Expect'), fc.constantFrom('100-continue', 'x')),
  fc.tuple(fc.constant('Cookie'), headerText),
  fc.tuple(fc.constant('Content-Length'), fc.constantFrom('0', '5', '-1', '999999999999', 'x')),
  fc.tuple(fc.constant('Transfer-Encoding'), fc.constantFrom('chunked', 'gzip, chunked', 'x')),
  fc.tuple(fc.constantFrom('X-Junk', 'Bad Name', 'Ü'), headerText),
);

const headers: fc.Arbitrary<Headers> = fc
  .tuple(fc.nat(5), fc.array(junkHeader, { minLength: 1, maxLength: 3 }))
  .map(([chance, junk]) => (chance === 0 ? junk : []));

const id = (ids: readonly string[]) =>
  fc.oneof(
    { weight: 14, arbitrary: fc.constantFrom(...ids) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '00000000-0000-4000-8000-000000000000',
        'x',
        '..',
        '.',
        '%2e%2e%2fGroups',
        '%2F',
        '%00',
        '%',
        '%ff',
        'a%2Fb',
        '..%5c..%5c',
        'x%22%20or%20%221',
        '1/../2',
        '__proto__',
        'undefined',
        'null',
        'me',
        'x'.repeat(2_000),
      ),
    },
    { weight: 1, arbitrary: nastyText.map((text) => encodeURIComponent(text.toWellFormed())) },
    { weight: 1, arbitrary: fc.constantFrom(...ids).map((each) => each.toUpperCase()) },
  );

/** How a document becomes a body: mostly as it is, else with damage to its values or its text. */
function toBody(document: fc.Arbitrary<Json>): fc.Arbitrary<Buffer> {
  const asText = document.map((value) => JSON.stringify(value) ?? 'null');
  const spoilt = fc
    .tuple(document, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([value, damages]) => JSON.stringify(damages.reduce(applyDamage, value)) ?? 'null');
  return fc.oneof(
    { weight: 5, arbitrary: asText.map((text) => Buffer.from(text)) },
    { weight: 8, arbitrary: spoilt.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: fc.tuple(asText, textDamage).map(([text, spoil]) => spoil(text)) },
    { weight: 1, arbitrary: hostileValue.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
  );
}

interface Outline {
  readonly about: string;
  readonly method: string;
  readonly target: fc.Arbitrary<string>;
  readonly document?: fc.Arbitrary<Json>;
}

function draft({ about, method, target, document }: Outline): fc.Arbitrary<Draft> {
  const body = document === undefined ? fc.constant(undefined) : toBody(document);
  const cut = fc.tuple(fc.nat(60), fc.nat(500)).map(([chance, at]) => (chance === 0 ? at : undefined));
  return fc.tuple(target, body, contentType, headers, cut).map(([path, bytes, type, junk, cutAfter]) => ({
    about,
    method,
    target: path,
    headers: [['Content-Type', type], ...junk],
    ...(bytes === undefined
      ? {}
      : { body: bytes, cutAfter: cutAfter === undefined ? undefined : cutAfter % bytes.length }),
  }));
}

function patchMessage(known: Known): fc.Arbitrary<Json> {
  const op = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('add', 'replace', 'remove', 'Add', 'Replace') },
    { weight: 1, arbitrary: fc.constantFrom('move', '', 'test') },
  );
  const fitting = fc
    .tuple(op, attributeWithValue(known))
    .map(([verb, [path, value]]) => ({ op: verb, path, value }));
  const free = fc.record({ op, path: patchPath, value: anyValue(known) }, { requiredKeys: ['op'] });
  const pathless = fc.record({ op, value: fc.oneof(userResource(known), groupResource(known)) });
  const operations = fc.array(fc.oneof<fc.Arbitrary<Json>[]>(fitting, free, pathless), {
    minLength: 1,
    maxLength: 3,
  });
  return operations.map((Operations) => ({ schemas: [`${MESSAGE}:PatchOp`], Operations }));
}

function searchMessage(): fc.Arbitrary<Json> {
  return fc
    .record(
      {
        filter: anyFilter,
        attributes: fc.array(attributePath, { maxLength: 3 }),
        excludedAttributes: fc.array(attributePath, { maxLength: 3 }),
        sortBy: attributePath,
        sortOrder: fc.constantFrom('ascending', 'descending', 'x'),
        startIndex: fc.constantFrom<Json>(1, 0, -1, 2, 1e9, 'x'),
        count: fc.constantFrom<Json>(0, 1, 3, -5, '2'),
        cursor: nastyText,
      },
      { requiredKeys: [] },
    )
    .map((query) => ({ schemas: [`${MESSAGE}:SearchRequest`], count: 3, ...query }));
}

function bulkMessage(known: Known): fc.Arbitrary<Json> {
  const path = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('/Users', '/Groups') },
    { weight: 3, arbitrary: id(known.userIds).map((each) => `/Users/${each}`) },
    { weight: 2, arbitrary: id(known.groupIds).map((each) => `/Groups/${each}`) },
    { weight: 1, arbitrary: fc.constantFrom('/Users/bulkId:a', '/Bulk', '/Me', '/Users/.search', '') },
  );
  const operation = fc.record(
    {
      method: fc.constantFrom('POST', 'PUT', 'PATCH', 'PATCH', 'PATCH', 'GET', 'DELETE'),
      path,
      bulkId: fc.constantFrom('a', 'b', 'c', '__proto__'),
      version: fc.constantFrom('W/"1"', 'x'),
      data: fc.oneof(userResource(known), groupResource(known), patchMessage(known)),
    },
    { requiredKeys: ['method', 'path'] },
  );
  return fc
    .record(
      {
        Operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
        failOnErrors: fc.constantFrom<Json>(1, 0, 'x'),
      },
      { requiredKeys: ['Operations'] },
    )
    .map((message) => ({ schemas: [`${MESSAGE}:BulkRequest`], ...message }));
}

function join(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.join(''));
}

const BASE = '/scim/v2';

interface TypeOutline {
  readonly path: string;
  readonly ids: readonly string[];
  readonly resource: fc.Arbitrary<Json>;
}

/** Everything below /Users or /Groups. */
function typeRequests({ path, ids, resource }: TypeOutline, known: Known): fc.WeightedArbitrary<Draft>[] {
  const collection = `${BASE}/${path}`;
  const one = join(`${collection}/`, id(ids));
  const queried = join(one, queryString);
  return [
    {
      weight: 6,
      arbitrary: draft({ about: `${path} list`, method: 'GET', target: join(collection, queryString) }),
    },
    { weight: 6, arbitrary: draft({ about: `${path} get`, method: 'GET', target: queried }) },
    {
      weight: 5,
      arbitrary: draft({
        about: `${path} create`,
        method: 'POST',
        target: join(collection, ''),
        document: resource,
      }),
    },
    {
      weight: 5,
      arbitrary: draft({ about: `${path} replace`, method: 'PUT', target: queried, document: resource }),
    },
    {
      weight: 12,
      arbitrary: draft({
        about: `${path} patch`,
        method: 'PATCH',
        target: one,
        document: patchMessage(known),
      }),
    },
    { weight: 1, arbitrary: draft({ about: `${path} delete`, method: 'DELETE', target: one }) },
    { weight: 1, arbitrary: draft({ about: `${path} head`, method: 'HEAD', target: queried }) },
    {
      weight: 3,
      arbitrary: draft({
        about: `${path} search`,
        method: 'POST',
        target: join(`${collection}/.search`),
        document: searchMessage(),
      }),
    },
  ];
}

const discoveryTarget = join(
  BASE,
  fc.constantFrom('/Schemas', '/ResourceTypes', '/ServiceProviderConfig', '/schemas'),
  fc.oneof(
    fc.constant(''),
    fc.constantFrom(...SCHEMA_URNS, 'User', 'Group', '__proto__', '%2e%2e').map((each) => `/${each}`),
    nastyText.map((text) => `/${encodeURIComponent(text.toWellFormed())}`),
  ),
  queryString,
);

/** What is not an endpoint, or not with that method. */
const strange: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.constantFrom(
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'get',
      'CONNECT',
      'PATCH',
      'DELETE',
      'POST',
      'PUT',
      'HEAD',
    ),
    fc.oneof(
      damaged(fc.constantFrom(`${BASE}/Users`, `${BASE}/Groups/x`, `${BASE}/Bulk`, `${BASE}/Schemas`)).map(
        (text) => text.replace(/[^\x21-\x7e]/g, ''),
      ),
      fc.constantFrom(
        '/',
        '*',
        '//scim/v2/Users',
        `${BASE}/../admin/v1/audit`,
        `${BASE}/Users/..%2f..`,
        `${BASE}//Users`,
        `${BASE}/Users;x=1`,
        `${BASE}/Users?access_token=x`,
        'http://evil.example/scim/v2/Users',
        '/healthz',
        '/readyz',
        '/metrics',
      ),
    ),
    headers,
  )
  .map(([method, target, junk]) => ({
    about: 'strange',
    method,
    target: target === '' ? '/' : target,
    headers: junk,
  }));

/** Everything under the SCIM root. */
export function scimRequests(known: Known): fc.Arbitrary<Draft> {
  const me = join(`${BASE}/Me`, queryString);
  return fc.oneof(
    ...typeRequests({ path: 'Users', ids: known.userIds, resource: userResource(known) }, known),
    ...typeRequests({ path: 'Groups', ids: known.groupIds, resource: groupResource(known) }, known),
    {
      weight: 3,
      arbitrary: draft({
        about: 'search',
        method: 'POST',
        target: join(`${BASE}/.search`),
        document: searchMessage(),
      }),
    },
    {
      weight: 6,
      arbitrary: draft({
        about: 'bulk',
        method: 'POST',
        target: join(`${BASE}/Bulk`),
        document: bulkMessage(known),
      }),
    },
    { weight: 1, arbitrary: draft({ about: 'me', method: 'GET', target: me }) },
    {
      weight: 1,
      arbitrary: draft({ about: 'me patch', method: 'PATCH', target: me, document: patchMessage(known) }),
    },
    { weight: 1, arbitrary: draft({ about: 'discovery', method: 'GET', target: discoveryTarget }) },
    { weight: 2, arbitrary: strange },
  );
}

const adminTarget = (known: Known) =>
  join(
    '/admin/v1',
    fc.oneof(
      fc.constantFrom(
        '/offboardings',
        '/audit',
        '/audit/verification',
        '/audit/export',
        '/guard',
        '/',
        '/nothing',
      ),
      fc
        .oneof(
          id(known.userIds),
          nastyText.map((text) => encodeURIComponent(text.toWellFormed())),
        )
        .map((each) => `/users/${each}`),
      id(known.userIds).map((each) => `/offboardings/${each}`),
    ),
    fc.oneof(
      fc.constant(''),
      fc
        .tuple(
          fc.constantFrom('limit', 'userId', 'status', 'subject', 'before', 'since', '__proto__'),
          fc.oneof(fc.constantFrom('5', '2026-01-01', 'complete', '-1', '1e9'), nastyText),
        )
        .map(([name, value]) => `?${name}=${encodeURIComponent(value.toWellFormed())}`),
    ),
  );

/** The admin API, as far as it only reads or decides about nobody. */
export function adminRequests(known: Known): fc.Arbitrary<Draft> {
  return fc.oneof(
    { weight: 5, arbitrary: draft({ about: 'admin get', method: 'GET', target: adminTarget(known) }) },
    {
      weight: 1,
      arbitrary: draft({
        about: 'admin post',
        method: 'POST',
        target: join(
          '/admin/v1',
          fc.oneof(
            nastyText.map((text) => `/guard/${encodeURIComponent(text.toWellFormed())}/release`),
            id(known.userIds).map((each) => `/users/${each}/conversations/end`),
          ),
        ),
        document: hostileValue,
      }),
    },
  );
}

const formText = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'grant_type',
        'scope',
        'client_id',
        'client_secret',
        'client_assertion',
        'client_assertion_type',
        '__proto__',
        'x',
      ),
      fc.oneof(
        fc.constantFrom(
          'client_credentials',
          'scim',
          'full',
          'a.b.c',
          'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        ),
        nastyText,
      ),
    ),
    { maxLength: 6 },
  )
  .map((pairs) =>
    pairs.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('=')).join('&'),
  );

/** The token endpoint and its metadata. */
export const oauthRequests: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: formText }, { weight: 1, arbitrary: nastyText }),
    headers,
    fc.nat(5),
  )
  .map(([form, junk, way]) => ({
    about: 'oauth',
    method: way === 0 ? 'GET' : 'POST',
    target: way === 1 ? '/.well-known/oauth-authorization-server' : '/oauth2/token',
    headers: [
      ['Content-Type', way === 2 ? 'application/json' : 'application/x-www-form-urlencoded'],
      ...junk,
    ],
    body: Buffer.from(form),
  }));
