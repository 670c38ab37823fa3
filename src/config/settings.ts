/** The configuration as a flat list, in which one state can be compared with another. */

import { createHash } from 'node:crypto';
import type { Configuration } from './configuration.ts';
import { describeConfiguration } from './describe.ts';

/** JSON values by dotted name, `guard.deactivations` for example; secrets only as being set. */
export function listSettings(configuration: Configuration): Record<string, string> {
  const settings: Record<string, string> = {};
  flatten('', describeConfiguration(configuration), settings);
  return settings;
}

/** Equal for equal settings, whatever their order. */
export function digestSettings(settings: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(settings).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** Those that are set, by the same names; a webhook's URL may be one. */
export function listSecrets(configuration: Configuration): Record<string, string> {
  const { genesys, store, encryptionKeys = [], webhooks, console } = configuration;
  const keys = encryptionKeys.map(({ id, secret }) => [`encryptionKeys.${id}`, secret.toString('hex')]);
  const hooks = webhooks.map(({ name, url, secrets }) => [
    `webhooks.${name}`,
    [url.href, ...secrets.map((secret) => secret.toString('hex'))].join(' '),
  ]);
  const all: Readonly<Record<string, string | undefined>> = {
    'genesys.clientSecret': genesys.clientSecret,
    'store.databaseUrl': store.databaseUrl,
    'console.oidc.clientSecret': console.oidc?.clientSecret,
    ...Object.fromEntries([...keys, ...hooks]),
  };
  const set = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(set);
}

function flatten(name: string, value: unknown, into: Record<string, string>): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    into[name] = JSON.stringify(value);
    return;
  }
  for (const [key, each] of Object.entries(value)) flatten(name === '' ? key : `${name}.${key}`, each, into);
}
