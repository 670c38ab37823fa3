import { BridgeError } from '../errors.ts';
import type { OAuthClient } from '../genesys/client.ts';

/** At least one. */
export type OAuthClients = readonly [OAuthClient, ...OAuthClient[]];

/**
 * Pairs ids with secrets, both lists with commas between: each client brings an allowance of its own (FACTS
 * section 13: requests are counted for each token).
 */
export function pairOAuthClients(ids: string, secrets: string): OAuthClients {
  const [first, ...others] = splitList(ids);
  const [firstSecret, ...otherSecrets] = splitList(secrets);
  if (first === undefined || firstSecret === undefined || others.length !== otherSecrets.length) {
    throw new BridgeError(
      `GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET must list as many clients as secrets (${splitList(ids).length} and ${splitList(secrets).length} are given)`,
      { code: 'serve.refused', status: 500 },
    );
  }
  return [
    { clientId: first, clientSecret: firstSecret },
    ...others.map((clientId, index) => ({ clientId, clientSecret: otherSecrets[index] ?? '' })),
  ];
}

function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}
