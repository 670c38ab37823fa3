import { readFileSync } from 'node:fs';
import { invalidConfiguration } from './invalid.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that may also be given as a file, in `NAME_FILE`. Their values are never shown. */
export const SECRETS = [
  'DATABASE_URL',
  'GENESYSCLOUD_OAUTHCLIENT_SECRET',
  'BRIDGE_ADMIN_TOKEN',
  'BRIDGE_DEMO_TOKEN',
  'BRIDGE_DEMO_ADMIN_TOKEN',
  'BRIDGE_ENCRYPTION_KEY',
  'BRIDGE_OIDC_CLIENT_SECRET',
  'BRIDGE_WEBHOOK_SECRETS',
] as const;

export const SECRET_FILES: readonly string[] = SECRETS.map((name) => `${name}_FILE`);

/** The environment with the content of each `NAME_FILE` as `NAME`; unset and empty variables are left out. */
export function readSecretFiles(environment: Environment): Record<string, string> {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const values = Object.fromEntries(set);
  for (const name of SECRETS) {
    const path = values[`${name}_FILE`];
    if (path === undefined) continue;
    if (values[name] !== undefined)
      throw invalidConfiguration(`${name}_FILE`, `is set and so is ${name}: unset one`);
    values[name] = readSecret(`${name}_FILE`, path);
  }
  return values;
}

/** Whoever puts the secret itself where its file belongs must not find it in the logs. */
function describeFile(path: string): string {
  return /^\.{0,2}\//.test(path) ? `the file ${path}` : 'a file (not shown: it does not begin with / or ./)';
}

function readSecret(key: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw invalidConfiguration(key, `names ${describeFile(path)}, which cannot be read (${reason})`);
  }
  if (text === '') throw invalidConfiguration(key, `names ${describeFile(path)}, which is empty`);
  return text;
}
