export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PURECLOUD = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** FACTS 11: the authority under which Genesys' own SCIM keeps `externalId`. */
export const OWN_AUTHORITY = 'x-pc:scimv2:v1';
