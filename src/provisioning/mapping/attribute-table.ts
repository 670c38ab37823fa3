/** How every SCIM attribute of a person reaches Genesys Cloud: what docs/mapping.md documents. */

import type { AttributeMapping } from './attribute-mapping.ts';
import { PHONE_TYPES } from './phone-slots.ts';
import { PROFILE_FIELDS } from './profile-fields.ts';

const IDENTITY: readonly AttributeMapping[] = [
  { scim: 'id', genesys: 'user id', notes: 'for ever' },
  {
    scim: 'externalId',
    genesys: "external id under the client's authority",
    notes: 'one live person for each externalId of an authority',
  },
  { scim: 'userName', genesys: '`email`, else kept', notes: 'unique, case-insensitive' },
  { scim: 'active', genesys: '`state`', notes: 'what was last accepted while a journey is under way' },
  {
    scim: 'password',
    genesys: 'password',
    notes:
      'write-only; 400 when Genesys refuses a change; a creation succeeds without it and the audit trail says why',
  },
];

const OTHERS: readonly AttributeMapping[] = [
  { scim: 'name', genesys: 'kept', notes: 'gives way when the name changes in Genesys' },
  {
    scim: 'phoneNumbers',
    genesys: '`addresses`, one place for each type',
    notes: `types ${PHONE_TYPES.join(', ')}; E.164; see below`,
  },
  {
    scim: 'enterprise division',
    genesys: 'division, by name',
    notes: '400 when unknown; absent leaves it alone',
  },
  {
    scim: 'roles',
    genesys: 'direct grants in `provisioning.roleDivision`, by name',
    notes: '400 when unknown; absent from a PUT leaves them alone; see below',
  },
  {
    scim: 'Genesys routingSkills',
    genesys: 'routing skills, by name',
    notes: 'at most 50, proficiency 0 to 5; 400 when unknown; absent from a PUT leaves them alone',
  },
  {
    scim: 'Genesys routingLanguages',
    genesys: 'routing languages, by name',
    notes: 'as routingSkills',
  },
  {
    scim: 'Genesys externalIds',
    genesys: 'external ids under authorities that are no SCIM client of the bridge',
    notes: 'returned when asked for by name or written; never those of `x-pc:scimv2:v1`',
  },
  { scim: 'groups', genesys: 'groups', notes: 'read-only, `direct`; change the [group](groups.md)' },
  {
    scim:
      'nickName, profileUrl, userType, preferredLanguage, locale, timezone, addresses, ' +
      'enterprise costCenter, enterprise organization',
    genesys: 'kept',
    notes: "returned as sent; Genesys' API cannot write its language preference",
  },
];

export const ATTRIBUTE_MAPPING: readonly AttributeMapping[] = [...IDENTITY, ...PROFILE_FIELDS, ...OTHERS];
