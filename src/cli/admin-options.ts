/** Where commands find the bridge, said on the command line instead of in the environment. */

import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Configuration } from '../config/configuration.ts';
import { type AdminClient, openAdmin } from './admin-client.ts';

export interface AdminOptions {
  readonly url?: string;
  readonly tokenFile?: string;
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new InvalidArgumentError('give an http or https URL such as https://bridge.example.com.');
}

/** A token on the command line itself would show in the list of processes. */
function parseTokenFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new InvalidArgumentError(`${path} cannot be read (${reason}).`);
  }
}

export function withAdminOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--url <url>',
        'base URL of the bridge (default: BRIDGE_ADMIN_URL, else the socket of the bridge on this machine)',
      ).argParser(parseUrl),
    )
    .addOption(
      new Option(
        '--token-file <file>',
        'file with a token of the scope admin (default: BRIDGE_ADMIN_TOKEN)',
      ).argParser(parseTokenFile),
    );
}

/** `tokenFile` is what the file holds by then. */
export function connectAdmin(read: () => Configuration, { url, tokenFile }: AdminOptions): AdminClient {
  const configuration = read();
  const { admin } = configuration;
  return openAdmin({
    ...configuration,
    admin: { url: url ?? admin.url, token: tokenFile ?? admin.token },
  });
}
