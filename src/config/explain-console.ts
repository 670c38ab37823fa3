/** Who may sign in to the console and what they may do, in plain words, for `config check`. */

import type { ConsoleSettings, OidcSettings } from './console-settings.ts';
import { formatDuration } from './duration.ts';

const ALLOWED = {
  viewer: 'see everything and change nothing',
  operator: 'also offboard, restore, retry, cancel, decide for the guard and send notifications again',
  administrator: 'do everything',
} as const;

const ROLES = ['viewer', 'operator', 'administrator'] as const;

function explainStrength({ require: { acr, amr } }: OidcSettings): string {
  const asked = [
    ...(acr === undefined ? [] : [`acr ${acr.join(' or ')}`]),
    ...(amr === undefined ? [] : [`amr ${amr.join(' and ')}`]),
  ];
  return asked.length === 0 ? '' : `, after a sign-in with ${asked.join(' and ')}`;
}

function explainRoles({ rolesClaim, roles }: OidcSettings): string[] {
  return ROLES.filter((role) => roles[role].length > 0).map(
    (role) => `${role} (${rolesClaim}: ${roles[role].join(' or ')}) may ${ALLOWED[role]}`,
  );
}

/** One sentence for each way in. `baseUrl` as the provider has to know it. */
export function explainConsole(
  { enabled, sessions, oidc }: ConsoleSettings,
  baseUrl: string | undefined,
): string[] {
  if (!enabled)
    return ["The console is switched off: the admin API takes tokens with the scope 'admin' only."];
  const { idle, longest } = sessions;
  return [
    "The console at /console lets in whoever has a token with the scope 'admin', as administrator; a session ends " +
      `after ${formatDuration(idle)} without a request, after ${formatDuration(longest)}, and with its token.`,
    ...(oidc === undefined
      ? []
      : [
          `The console's button '${oidc.name}' leads to ${oidc.issuer} (client ${oidc.clientId}), which has to know the ` +
            `redirect URI ${baseUrl ?? ''}/console/oidc/callback: ${explainRoles(oidc).join('; ')}${explainStrength(oidc)}; others are refused.`,
        ]),
  ];
}
