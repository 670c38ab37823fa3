import type { Configuration } from './configuration.ts';
import type { Webhook } from './webhooks.ts';

const MASK = '(set)';

/** Of the encryption keys only the names show, of the webhooks' secrets how many there are. */
export type DescribedConfiguration = Omit<Configuration, 'encryptionKeys' | 'webhooks'> & {
  readonly encryptionKeys?: readonly string[] | undefined;
  readonly webhooks: readonly DescribedWebhook[];
};

/** A path may be a secret: of the URL the origin shows. */
export type DescribedWebhook = Omit<Webhook, 'url' | 'secrets'> & {
  readonly url: string;
  readonly secrets: number;
};

/** The configuration as people may see it: secrets only as being set or not. */
export function describeConfiguration(configuration: Configuration): DescribedConfiguration {
  const { admin, store, genesys, demo, simulator, erasure, console } = configuration;
  return {
    ...configuration,
    encryptionKeys: configuration.encryptionKeys?.map(({ id }) => id),
    webhooks: configuration.webhooks.map(({ url, secrets, ...webhook }) => ({
      ...webhook,
      url: `${url.origin}/...`,
      secrets: secrets.length,
    })),
    store: { ...store, databaseUrl: maskPassword(store.databaseUrl) },
    genesys: { ...genesys, clientSecret: mask(genesys.clientSecret) },
    console: {
      ...console,
      ...(console.oidc === undefined ? {} : { oidc: { ...console.oidc, clientSecret: MASK } }),
    },
    admin: { url: admin.url, token: mask(admin.token) },
    // The audit trail tells of changed settings, and holds no address of a person.
    erasure: { ...erasure, legalHold: erasure.legalHold.map(maskAddress) },
    demo: { token: mask(demo.token), adminToken: mask(demo.adminToken) },
    simulator: {
      ...simulator,
      clients: simulator.clients?.map((client) => ({ ...client, secret: MASK })),
    },
  };
}

function mask(secret: string | undefined): string | undefined {
  return secret === undefined ? undefined : MASK;
}

function maskAddress(name: string): string {
  return name.includes('@') ? '(an e-mail address)' : name;
}

/** Where the database is helps; how to get in does not. A password may also be in the query. */
function maskPassword(databaseUrl: string | undefined): string | undefined {
  const url = databaseUrl === undefined ? null : URL.parse(databaseUrl);
  if (url === null) return mask(databaseUrl);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
