/** The section `console` of the policy with what it needs from the environment. */

import { isConfidential } from './confidential-url.ts';
import { invalidConfiguration } from './invalid.ts';
import type { ConsolePolicy, OidcPolicy } from './policy-console.ts';

export type OidcSettings = OidcPolicy & { readonly clientSecret: string };

export type ConsoleSettings = Omit<ConsolePolicy, 'oidc'> & {
  /** How administrators sign in with an OpenID provider; with a token alone unless given. */
  readonly oidc?: OidcSettings;
};

const SECRET = 'BRIDGE_OIDC_CLIENT_SECRET';

function requireConfidential(key: string, text: string): void {
  const url = URL.parse(text);
  const isPlain = url !== null && url.username === '' && url.search === '' && url.hash === '';
  if (isPlain && isConfidential(url)) return;
  throw invalidConfiguration(
    key,
    'must be an https URL without user, query and fragment, or an http URL of this machine',
  );
}

/** Throws `config.invalid` for a provider that could not be used, and for a secret that nothing uses. */
export function resolveConsole(
  { oidc, ...settings }: ConsolePolicy,
  clientSecret: string | undefined,
  baseUrl: string | undefined,
): ConsoleSettings {
  if (oidc === undefined) {
    if (clientSecret === undefined) return settings;
    throw invalidConfiguration(SECRET, 'is set, but the policy has no console.oidc that it belongs to');
  }
  requireConfidential('console.oidc.issuer', oidc.issuer);
  if (clientSecret === undefined) {
    throw invalidConfiguration('console.oidc', `needs the client's secret in ${SECRET} or ${SECRET}_FILE`);
  }
  if (baseUrl === undefined) {
    throw invalidConfiguration(
      'console.oidc',
      'needs BRIDGE_BASE_URL: the provider sends browsers back there',
    );
  }
  requireConfidential('BRIDGE_BASE_URL', baseUrl);
  return { ...settings, oidc: { ...oidc, clientSecret } };
}
