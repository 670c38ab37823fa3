/** `token create|list|revoke`: works before the first start and while the bridge runs. */

import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { jsonOption, print } from '../answer-format.ts';
import { control } from '../control.ts';
import { type CredentialRequest, SCOPES } from '../credential-access.ts';

const DAY_MS = 86_400_000;

const createdSchema = z.object({
  name: z.string(),
  token: z.string(),
  id: z.string(),
  scopes: z.array(z.string()),
});
const listSchema = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      client: z.string(),
      scopes: z.array(z.string()),
      createdAt: z.coerce.string(),
      expiresAt: z.coerce.string().nullish(),
      revokedAt: z.coerce.string().nullish(),
      lastUsedAt: z.coerce.string().nullish(),
    }),
  ),
});

function parseScopes(text: string): (typeof SCOPES)[number][] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const scope = SCOPES.find((known) => known === name);
    if (scope === undefined)
      throw new InvalidArgumentError(`'${name}' is no scope; known: ${SCOPES.join(', ')}.`);
    return scope;
  });
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days > 0 && days <= 3650) return days;
  throw new InvalidArgumentError('give whole days from 1 to 3650.');
}

interface CreateOptions {
  readonly scope: CredentialRequest extends infer R ? (R extends { scopes: infer S } ? S : never) : never;
  readonly authority?: string;
  readonly days?: number;
  readonly json: boolean;
}

function createCommand(read: () => Configuration): Command {
  return new Command('create')
    .description('create a bearer token for a SCIM client; the secret is shown once')
    .argument('<name>', 'name of the client, for example okta')
    .requiredOption('--scope <scopes>', `comma-separated: ${SCOPES.join(', ')}`, parseScopes)
    .option('--authority <authority>', 'name its externalIds are kept under (default: the client name)')
    .option('--days <days>', 'lifetime in days (default: no end)', parseDays)
    .addOption(jsonOption())
    .action(async (name: string, options: CreateOptions) => {
      const expiresAt =
        options.days === undefined ? undefined : new Date(Date.now() + options.days * DAY_MS).toISOString();
      const answer = await control(read(), {
        action: 'create',
        name,
        scopes: options.scope,
        ...(options.authority === undefined ? {} : { authority: options.authority }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
      print(options.json, answer, () => {
        const created = createdSchema.parse(answer);
        return `token for ${created.name} (${created.scopes.join(', ')}), id ${created.id}; it is not shown again:\n${created.token}`;
      });
    });
}

function listCommand(read: () => Configuration): Command {
  return new Command('list')
    .description('list tokens; secrets are never shown')
    .addOption(jsonOption())
    .action(async (options: { json: boolean }) => {
      const answer = await control(read(), { action: 'list' });
      print(options.json, answer, () => {
        const { tokens } = listSchema.parse(JSON.parse(JSON.stringify(answer)));
        if (tokens.length === 0) return 'no tokens; create one with: token create NAME --scope users,groups';
        return tokens
          .map((token) => {
            const state = token.revokedAt ? 'revoked' : `last used ${token.lastUsedAt ?? 'never'}`;
            return `${token.id}  ${token.client}  ${token.scopes.join(',')}  ${state}`;
          })
          .join('\n');
      });
    });
}

function revokeCommand(read: () => Configuration): Command {
  return new Command('revoke')
    .description('revoke one token by id, or all tokens of a client by name')
    .argument('<id-or-name>')
    .addOption(jsonOption())
    .action(async (idOrName: string, options: { json: boolean }) => {
      const answer = await control(read(), { action: 'revoke', idOrName });
      print(options.json, answer, () => `revoked ${idOrName}`);
    });
}

export function tokenCommand(read: () => Configuration): Command {
  return new Command('token')
    .description('manage the bearer tokens of SCIM clients')
    .addCommand(createCommand(read))
    .addCommand(listCommand(read))
    .addCommand(revokeCommand(read));
}
