/** A configuration that cannot be read is explained without the secrets in it. */

import { expect, it } from 'vitest';
import { pairOAuthClients } from '../../src/cli/oauth-clients.ts';
import { readConfiguration } from '../../src/config/configuration.ts';
import { parsePolicy } from '../../src/config/policy.ts';

const SECRET = 'canary-in-a-wrong-place';

function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return String(error);
  }
  throw new Error('it was taken');
}

it.each([
  { GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: SECRET },
  { DATABASE_URL_FILE: `postgres://bridge:${SECRET}@db/bridge` },
  { DATABASE_URL: `mysql://bridge:${SECRET}@db/bridge` },
  { GENESYSCLOUD_GATEWAY: `https://bridge:${SECRET}@gateway.example.com` },
  { BRIDGE_BASE_URL: `https://bridge:${SECRET}@bridge.example.com` },
  { BRIDGE_ENCRYPTION_KEY: SECRET },
  { BRIDGE_DEMO_TOKEN: `${SECRET} with spaces` },
  { SIMULATOR_CLIENTS: `[{"id":"x","secret":"${SECRET}"` },
])('an error about %j does not repeat the secret', (env) => {
  const refusal = refusalOf(() => readConfiguration({ env }));
  expect(refusal).toContain(Object.keys(env)[0]);
  expect(refusal).not.toContain(SECRET);
});

it('names a file that cannot be read when it looks like one', () => {
  const env = { DATABASE_URL_FILE: '/run/secrets/nowhere' };
  expect(refusalOf(() => readConfiguration({ env }))).toContain('/run/secrets/nowhere');
});

it('does not repeat the credentials in a URL of the policy file', () => {
  const policy = `clients: { robot: { oauth: { jwksUrl: 'https://robot:${SECRET}@idp.example.com', scopes: [users] } } }`;
  const refusal = refusalOf(() => parsePolicy(policy, 'policy.yaml'));
  expect(refusal).toContain('clients.robot.oauth.jwksUrl');
  expect(refusal).not.toContain(SECRET);
});

it('does not repeat secrets that do not fit the client ids', () => {
  expect(refusalOf(() => pairOAuthClients('one', `${SECRET},${SECRET}`))).not.toContain(SECRET);
});
