/** What is to be pasted into each identity provider; docs/okta.md, docs/entra.md and docs/authentication.md say more. */

interface Setting {
  /** As the identity provider's page calls it. */
  readonly label: string;
  readonly value: string;
  /** The value is to be copied as it is; without, it is a choice to be made. */
  readonly copy?: true;
}

interface ProviderSetup {
  readonly id: 'okta-wizard' | 'okta-catalogue' | 'entra' | 'entra-flag' | 'oauth';
  readonly name: string;
  /** A name for its client; its token is made with the command. */
  readonly client: string;
  readonly command: string;
  readonly settings: readonly Setting[];
  readonly document: string;
}

export interface Setup {
  readonly scimBaseUrl: string;
  readonly tokenEndpoint: string;
  /** What is wrong with the URL as it is, for an identity provider elsewhere. */
  readonly warnings: readonly string[];
  readonly providers: readonly ProviderSetup[];
}

/** The flag with which Entra sends PATCH as RFC 7644 has it. */
const ENTRA_FLAG = '?aadOptscim062020';

function listWarnings(origin: string, isPublic: boolean): string[] {
  const { protocol, hostname } = new URL(origin);
  return [
    ...(isPublic
      ? []
      : ['BRIDGE_BASE_URL is not set: this is the address that you came in on, which others may not reach']),
    ...(protocol === 'https:'
      ? []
      : ['Okta and Entra call https only: set TLS_CERT_FILE, or a proxy in front']),
    ...(hostname.includes('_') ? ['Okta refuses a host name with an underscore'] : []),
  ];
}

function createToken(client: string): string {
  return `genesys-scim-bridge token create ${client} --scope users,groups`;
}

function oktaSetup(id: 'okta-wizard' | 'okta-catalogue', url: string): ProviderSetup {
  const isWizard = id === 'okta-wizard';
  const base = { value: url, copy: true } as const;
  return {
    id,
    name: isWizard ? 'Okta, app of the App Integration Wizard' : 'Okta, SCIM 2.0 test app of the catalogue',
    client: 'okta',
    command: createToken('okta'),
    document: 'docs/okta.md',
    settings: isWizard
      ? [
          { label: 'SCIM connector base URL', ...base },
          { label: 'Unique identifier field for users', value: 'userName', copy: true },
          {
            label: 'Supported provisioning actions',
            value: 'Import New Users and Profile Updates, Push New Users, Push Profile Updates, Push Groups',
          },
          { label: 'Authentication Mode', value: 'HTTP Header' },
          { label: 'Authorization', value: 'the token' },
          { label: 'To App', value: 'Create Users, Update User Attributes, Deactivate Users' },
        ]
      : [
          { label: 'Base URL', ...base },
          { label: 'API Token', value: 'the token' },
          { label: 'To App', value: 'Create Users, Update User Attributes, Deactivate Users' },
        ],
  };
}

function entraSetup(id: 'entra' | 'entra-flag', url: string): ProviderSetup {
  const flag = id === 'entra-flag' ? ENTRA_FLAG : '';
  return {
    id,
    name: flag === '' ? 'Microsoft Entra ID' : 'Microsoft Entra ID, with the flag for PATCH as in RFC 7644',
    client: 'entra',
    command: createToken('entra'),
    document: 'docs/entra.md',
    settings: [
      { label: 'Provisioning Mode', value: 'Automatic' },
      { label: 'Tenant URL', value: `${url}${flag}`, copy: true },
      { label: 'Secret Token', value: 'the token, without Bearer' },
      {
        label: 'Matching attribute for users',
        value: 'userName',
        copy: true,
      },
      { label: 'Scope', value: 'Sync only assigned users and groups' },
    ],
  };
}

function oauthSetup(url: string, tokenEndpoint: string): ProviderSetup {
  return {
    id: 'oauth',
    name: 'Any client with OAuth 2.0 client credentials, such as Okta or Entra ID',
    client: 'scim-client',
    command: createToken('scim-client'),
    document: 'docs/authentication.md',
    settings: [
      { label: 'SCIM base URL', value: url, copy: true },
      { label: 'Token endpoint', value: tokenEndpoint, copy: true },
      { label: 'Grant type', value: 'client_credentials', copy: true },
      { label: 'Scope', value: 'scim', copy: true },
      { label: 'Client identifier', value: 'scim-client', copy: true },
      { label: 'Client secret', value: 'the token' },
    ],
  };
}

/** @param origin the bridge's address as clients see it, without a trailing slash */
export function describeSetup(origin: string, isPublic: boolean): Setup {
  const scimBaseUrl = `${origin}/scim/v2`;
  const tokenEndpoint = `${origin}/oauth2/token`;
  return {
    scimBaseUrl,
    tokenEndpoint,
    warnings: listWarnings(origin, isPublic),
    providers: [
      oktaSetup('okta-wizard', scimBaseUrl),
      oktaSetup('okta-catalogue', scimBaseUrl),
      entraSetup('entra', scimBaseUrl),
      entraSetup('entra-flag', scimBaseUrl),
      oauthSetup(scimBaseUrl, tokenEndpoint),
    ],
  };
}
