export const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const OFFBOARDING_URN = 'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User';
export const GENESYS_URN = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
