/**
 * The attributes of each schema, written from `scim-schemas/`: after a change there run
 * `npx vitest run test/scim/schema -u`.
 */

/** `urn:ietf:params:scim:schemas:core:2.0:User` */
export type UserAttributes = {
  externalId?: string;
  userName: string;
  name?: {
    formatted?: string;
    familyName?: string;
    givenName?: string;
    middleName?: string;
    honorificPrefix?: string;
    honorificSuffix?: string;
  };
  displayName?: string;
  nickName?: string;
  profileUrl?: string;
  title?: string;
  userType?: string;
  preferredLanguage?: string;
  locale?: string;
  timezone?: string;
  active?: boolean;
  password?: string;
  emails?: {
    value?: string;
    display?: string;
    type?: string;
    primary?: boolean;
  }[];
  phoneNumbers?: {
    value?: string;
    display?: string;
    type?: string;
    primary?: boolean;
  }[];
  addresses?: {
    formatted?: string;
    streetAddress?: string;
    locality?: string;
    region?: string;
    postalCode?: string;
    country?: string;
    type?: string;
    primary?: boolean;
  }[];
  groups?: {
    value?: string;
    $ref?: string;
    display?: string;
    type?: 'direct' | 'indirect';
  }[];
  roles?: {
    value?: string;
    display?: string;
    type?: string;
    primary?: boolean;
  }[];
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'?: EnterpriseUserAttributes;
  'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User'?: GenesysUserAttributes;
  'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User'?: OffboardingUserAttributes;
};

/** `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User` */
export type EnterpriseUserAttributes = {
  employeeNumber?: string;
  costCenter?: string;
  organization?: string;
  division?: string;
  department?: string;
  manager?: {
    value?: string;
    $ref?: string;
    displayName?: string;
  };
  dateHire?: string;
};

/** `urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User` */
export type GenesysUserAttributes = {
  routingSkills?: {
    name: string;
    proficiency?: number;
  }[];
  routingLanguages?: {
    name: string;
    proficiency?: number;
  }[];
  externalIds?: {
    authority: string;
    value: string;
  }[];
};

/** `urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User` */
export type OffboardingUserAttributes = {
  status?: 'none' | 'lockingOut' | 'releasing' | 'complete' | 'stuck' | 'restoring';
  requestedAt?: string;
  lockedOutAt?: string;
  completedAt?: string;
  steps?: {
    name?: string;
    status?: string;
    attempts?: number;
    waitingFor?: string;
    error?: string;
    completedAt?: string;
  }[];
};

/** `urn:ietf:params:scim:schemas:core:2.0:Group` */
export type GroupAttributes = {
  externalId?: string;
  displayName: string;
  members?: {
    value: string;
    $ref?: string;
    type?: string;
    display?: string;
  }[];
};
