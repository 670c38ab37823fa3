import type { JsonObject } from '../http/check-input.ts';
import { ENTERPRISE, GROUP, PURECLOUD, USER } from './urns.ts';

type Kind = 'string' | 'boolean' | 'decimal' | 'complex';

function attribute(name: string, type: Kind, more: JsonObject = {}): JsonObject {
  return {
    name,
    type,
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...more,
  };
}

function list(name: string, subAttributes: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return attribute(name, 'complex', { multiValued: true, subAttributes, ...more });
}

const text = (name: string, more?: JsonObject) => attribute(name, 'string', more);

function schema(id: string, name: string, attributes: readonly JsonObject[]): JsonObject {
  const meta = { resourceType: 'Schema', location: `/api/v2/scim/v2/schemas/${id}` };
  return { id, name, description: name, attributes, meta };
}

const TYPED = [text('value'), text('type'), attribute('primary', 'boolean')];
const RATED = [text('name', { required: true }), attribute('proficiency', 'decimal')];

/** FACTS 11: the attributes that Genesys Cloud's own SCIM supports. */
export const SCHEMAS: readonly JsonObject[] = [
  schema(USER, 'User', [
    text('userName', { required: true, uniqueness: 'global' }),
    text('displayName', { required: true }),
    attribute('active', 'boolean'),
    text('title'),
    text('password', { mutability: 'writeOnly', returned: 'never' }),
    list('phoneNumbers', TYPED),
    list('emails', TYPED),
    list('groups', [text('value'), text('type'), text('$ref')], { mutability: 'immutable' }),
    list('roles', [text('value')]),
  ]),
  schema(ENTERPRISE, 'Enterprise user', [
    text('division'),
    text('department'),
    attribute('manager', 'complex', { subAttributes: [text('value'), text('$ref')] }),
    text('employeeNumber'),
    text('dateHire'),
  ]),
  schema(PURECLOUD, 'Genesys Cloud user', [
    list('routingSkills', RATED),
    list('routingLanguages', RATED),
    list('externalIds', [text('authority', { required: true }), text('value', { required: true })]),
  ]),
  schema(GROUP, 'Group', [
    text('displayName', { required: true }),
    list('members', [text('value'), text('type'), text('$ref')]),
  ]),
];

function resourceType(name: string, endpoint: string, id: string, extensions: readonly string[]): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    description: name,
    endpoint,
    schema: id,
    schemaExtensions: extensions.map((extension) => ({ schema: extension, required: false })),
    meta: { resourceType: 'ResourceType', location: `/api/v2/scim/v2/resourcetypes/${name}` },
  };
}

export const RESOURCE_TYPES: readonly JsonObject[] = [
  resourceType('User', '/Users', USER, [ENTERPRISE, PURECLOUD]),
  resourceType('Group', '/Groups', GROUP, []),
];

const NO = { supported: false };
const YES = { supported: true };

/** FACTS 11: there is no operation for bulk requests. */
export const SERVICE_PROVIDER: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: YES,
  filter: { supported: true, maxResults: 25 },
  etag: YES,
  sort: NO,
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  changePassword: YES,
  authenticationSchemes: [
    { name: 'OAuth 2', description: 'Client credentials grant', type: 'oauth2', primary: true },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: '/api/v2/scim/v2/serviceproviderconfig' },
};
