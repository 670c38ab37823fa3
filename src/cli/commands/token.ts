/** `token create|list|rotate|revoke`: works before the first start and while the bridge runs. */

import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { parseDuration } from '../../config/duration.ts';
import { CREDENTIAL_SCOPES } from '../../store/client-administration.ts';
import { jsonOption, print } from '../answer-format.ts';
import { control } from '../control.ts';

const DAY_MS = 86_400_000;
const LONGEST_OVERLAP_MS = 90 * DAY_MS;

const createdSchema = z.object({
  name: z.string(),
  token: z.string(),
  id: z.string(),
  scopes: z.array(z.string()),
});
const rotatedSchema = z.object({
  ...createdSchema.shape,
  replaces: z.object({ id: z.string(), endsAt: z.string() }),
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

type Scopes = (typeof CREDENTIAL_SCOPES)[number][];

function parseScopes(text: string): Scopes {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const scope = CREDENTIAL_SCOPES.find((known) => known === name);
    if (scope === undefined)
      throw new InvalidArgumentError(`'${name}' is no scope; known: ${CREDENTIAL_SCOPES.join(', ')}.`);
    return scope;
  });
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days > 0 && days <= 3650) return days;
  throw new InvalidArgumentError('give whole days from 1 to 3650.');
}

function parseOverlap(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms <= LONGEST_OVERLAP_MS) return ms;
  throw new InvalidArgumentError('give a duration such as 0s, 12h or 7d, at most 90d.');
}

function endAfter(days: number | undefined): { readonly expiresAt?: string } {
  return days === undefined ? {} : { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() };
}

interface CreateOptions {
  readonly scope: Scopes;
  readonly authority?: string;
  readonly days?: number;
  readonly json: boolean;
}

function createCommand(read: () => Configuration): Command {
  return new Command('create')
    .description('create a bearer token for a SCIM client; the secret is shown once')
    .argument('<name>', 'name of the client, for example okta')
    .requiredOption('--scope <scopes>', `comma-separated: ${CREDENTIAL_SCOPES.join(', ')}`, parseScopes)
    .option('--authority <authority>', 'name its externalIds are kept under (default: the client name)')
    .option('--days <days>', 'lifetime in days (default: no end)', parseDays)
    .addOption(jsonOption())
    .action(async (name: string, options: CreateOptions) => {
      const answer = await control(read(), {
        action: 'create',
        name,
        scopes: options.scope,
        ...(options.authority === undefined ? {} : { authority: options.authority }),
        ...endAfter(options.days),
      });
      print(options.json, answer, () => {
        const created = createdSchema.parse(answer);
        return `token for ${created.name} (${created.scopes.join(', ')}), id ${created.id}; it is not shown again:\n${created.token}`;
      });
    });
}

interface RotateOptions {
  readonly overlap: number;
  readonly days?: number;
  readonly json: boolean;
}

function rotateCommand(read: () => Configuration): Command {
  return new Command('rotate')
    .description('put a new token in the place of one, which lasts for a while beside it')
    .argument('<id>', 'id of the token that ends, from: token list')
    .option(
      '--overlap <duration>',
      'how long the old one lasts beside it (default: 1d)',
      parseOverlap,
      DAY_MS,
    )
    .option('--days <days>', 'lifetime of the new one in days (default: that of the old one)', parseDays)
    .addOption(jsonOption())
    .action(async (id: string, { overlap, days, json }: RotateOptions) => {
      const answer = await control(read(), { action: 'rotate', id, overlapMs: overlap, ...endAfter(days) });
      print(json, answer, () => {
        const { name, scopes, token, replaces, ...created } = rotatedSchema.parse(answer);
        return (
          `token for ${name} (${scopes.join(', ')}), id ${created.id}; it is not shown again:\n${token}\n` +
          `token ${replaces.id} ends at ${replaces.endsAt}`
        );
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
          .map(({ id, client, scopes, expiresAt, revokedAt, lastUsedAt }) => {
            const end = expiresAt ? `ends ${expiresAt}` : 'no end';
            const state = revokedAt ? 'revoked' : `${end}, last used ${lastUsedAt ?? 'never'}`;
            return `${id}  ${client}  ${scopes.join(',')}  ${state}`;
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
    .addCommand(rotateCommand(read))
    .addCommand(revokeCommand(read));
}
