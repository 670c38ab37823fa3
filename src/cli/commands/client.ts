/** `client list|show`: which SCIM clients there are, what each may do, and how long its tokens last. */

import { Command } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { formatDuration } from '../../config/duration.ts';
import { jsonOption, print } from '../answer-format.ts';
import { control } from '../control.ts';

const clientSchema = z.object({
  name: z.string(),
  authority: z.string().optional(),
  configured: z.boolean(),
  settings: z.object({
    scope: z.string(),
    readOnly: z.boolean(),
    dryRun: z.boolean(),
    patchAnswer: z.number(),
    rate: z.object({ perSecond: z.number(), burst: z.number() }),
    addresses: z.array(z.string()).optional(),
    guard: z.union([z.literal('off'), z.object({ deactivations: z.number(), withinSeconds: z.number() })]),
    signedAssertions: z.object({ scopes: z.array(z.string()) }).optional(),
  }),
  credentials: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      scopes: z.array(z.string()),
      createdAt: z.string(),
      expiresAt: z.string().optional(),
      revokedAt: z.string().optional(),
      lastUsedAt: z.string().optional(),
      replacedBy: z.string().optional(),
    }),
  ),
});
type Client = z.infer<typeof clientSchema>;
type Credential = Client['credentials'][number];

const listSchema = z.object({ clients: z.array(clientSchema) });

function limitsOf({ settings }: Client): string[] {
  const { scope, readOnly, dryRun, addresses } = settings;
  return [
    ...(dryRun ? ['dry run'] : []),
    ...(readOnly ? ['read only'] : []),
    ...(scope === 'own' ? ['own people only'] : []),
    ...(addresses === undefined ? [] : [`from ${addresses.join(', ')}`]),
  ];
}

function summarise(client: Client): string {
  const live = client.credentials.filter(({ state }) => state === 'live');
  const scopes = new Set(live.flatMap((credential) => credential.scopes));
  const used = live.map(({ lastUsedAt }) => lastUsedAt ?? '').sort();
  const lastUsed = used.at(-1) || 'never';
  const signs = client.settings.signedAssertions === undefined ? [] : ['signs its requests for tokens'];
  const tokens =
    live.length === 0
      ? 'no live token'
      : `${live.length} live (${[...scopes].join(',')}), last used ${lastUsed}`;
  return [client.name, tokens, ...signs, ...limitsOf(client)].join('  ');
}

function describeCredential({ id, state, scopes, ...credential }: Credential): string {
  const { expiresAt, revokedAt, lastUsedAt, replacedBy } = credential;
  const end = expiresAt === undefined ? 'no end' : `ends ${expiresAt}`;
  const replaced = replacedBy === undefined ? '' : `, replaced by ${replacedBy}`;
  const when = state === 'revoked' ? `revoked ${revokedAt}` : `${state}, ${end}`;
  return `  ${id}  ${scopes.join(',')}  ${when}${replaced}, last used ${lastUsedAt ?? 'never'}`;
}

function describe(client: Client): string {
  const { settings, credentials } = client;
  const { rate, guard, patchAnswer, signedAssertions } = settings;
  const limit =
    guard === 'off'
      ? 'off'
      : `${guard.deactivations} people within ${formatDuration(guard.withinSeconds * 1_000)}`;
  return [
    client.name,
    `  authority    ${client.authority ?? '(no token yet)'}`,
    `  settings     ${client.configured ? 'of its own in the policy file' : 'the defaults'}`,
    `  restricted   ${limitsOf(client).join(', ') || 'no'}`,
    `  rate         ${rate.perSecond} requests a second, ${rate.burst} at once`,
    `  guard        ${limit}`,
    `  PATCH        answered with ${patchAnswer}`,
    ...(signedAssertions === undefined ? [] : [`  signed JWT   ${signedAssertions.scopes.join(',')}`]),
    '',
    credentials.length === 0
      ? `  no token; create one with: token create ${client.name} --scope users,groups`
      : credentials.map(describeCredential).join('\n'),
  ].join('\n');
}

function listCommand(read: () => Configuration): Command {
  return new Command('list')
    .description('list SCIM clients, those that only the policy names too')
    .addOption(jsonOption())
    .action(async ({ json }: { json: boolean }) => {
      const answer = await control(read(), { action: 'client.list' });
      print(json, answer, () => {
        const { clients } = listSchema.parse(answer);
        if (clients.length === 0)
          return 'no clients; create one with: token create NAME --scope users,groups';
        return clients.map(summarise).join('\n');
      });
    });
}

function showCommand(read: () => Configuration): Command {
  return new Command('show')
    .description('show what a client may do, and its tokens')
    .argument('<name>')
    .addOption(jsonOption())
    .action(async (name: string, { json }: { json: boolean }) => {
      const answer = await control(read(), { action: 'client.show', name });
      print(json, answer, () => describe(clientSchema.parse(answer)));
    });
}

export function clientCommand(read: () => Configuration): Command {
  return new Command('client')
    .description('look at SCIM clients: settings, limits, tokens')
    .addCommand(listCommand(read))
    .addCommand(showCommand(read));
}
