/** `erase`: a GDPR request for somebody who left, in two steps: look, then confirm with the Genesys id. */

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { parseDuration } from '../../config/duration.ts';
import { BridgeError } from '../../errors.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';
import { describePerson, findPerson, USER_HELP } from '../people.ts';

interface Options extends AdminOptions {
  readonly update: boolean;
  readonly name?: string;
  readonly email?: string;
  readonly confirm?: string;
  readonly yes: boolean;
  readonly wait: number;
  readonly json: boolean;
}

const EXAMPLES = `
Only for somebody whose offboarding is complete and who is not under legal hold. Without a confirmation it only shows what
would be done. A GDPR-deleted account can never be restored, by nobody. Run again, the same command shows how far it is.

Examples:
  $ genesys-scim-bridge erase jane.doe@example.com                      # look, then type the id
  $ genesys-scim-bridge erase 3fa1c0de-... --confirm 3fa1c0de-...       # for scripts
  $ genesys-scim-bridge erase 3fa1c0de-... --update --confirm 3fa1c0de-...   # replace name and e-mail address only
`;

const erasureSchema = z.object({
  id: z.string(),
  kind: z.enum(['delete', 'update']),
  state: z.enum(['sending', 'running', 'complete', 'failed']),
  actor: z.string(),
  requestedAt: z.string(),
  genesysStatus: z.string().optional(),
  completedAt: z.string().optional(),
  error: z.string().optional(),
});
type Erasure = z.infer<typeof erasureSchema>;

const previewSchema = z.object({
  userId: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  state: z.string(),
  refusal: z.string().optional(),
  warning: z.string(),
  erasures: z.array(erasureSchema),
});
type Preview = z.infer<typeof previewSchema>;

const POLL_MS = 1_000;

function parseWait(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('give a duration such as 0s, 90s or 2h.');
  return ms;
}

function isOpen({ state }: Erasure): boolean {
  return state === 'sending' || state === 'running';
}

function describePreview({ userId, name, email, state, warning }: Preview, update: boolean): string {
  const who = describePerson({ id: userId, name, email });
  return update
    ? `${who} (${state}) would keep the account, with other words for name and e-mail address.`
    : `${who} (${state}) would be deleted in Genesys Cloud, with what belongs to the account.\n${warning}`;
}

function describeErasure(
  userId: string,
  { kind, state, genesysStatus, requestedAt, completedAt, error }: Erasure,
): string {
  const what = `GDPR_${kind.toUpperCase()} of ${requestedAt}`;
  if (state === 'complete')
    return `${what} is complete since ${completedAt}; the bridge has forgotten the names too`;
  if (state === 'failed')
    return `${what} has failed, nothing was erased: ${error ?? genesysStatus ?? 'no reason given'}`;
  const trouble = error === undefined ? '' : ` (${error})`;
  return `${what}: ${genesysStatus ?? 'not with Genesys Cloud yet'}${trouble}; the bridge follows it, look with: erase ${userId}`;
}

/** On a terminal only: what is piped in was not typed by somebody who has read the warning. */
async function askForId(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${text}\n\nType the Genesys id of the person to go: `)).trim();
  } finally {
    terminal.close();
  }
}

function refuse(message: string): BridgeError {
  return new BridgeError(message, { code: 'cli.unconfirmed', status: 400 });
}

/** The id as it was confirmed; undefined when there is nobody to ask. */
async function confirm(
  preview: Preview,
  { confirm: given, yes, update, json }: Options,
): Promise<string | undefined> {
  if (given !== undefined) return given;
  if (yes) throw refuse(`--yes is not enough to erase somebody: give --confirm ${preview.userId}`);
  if (json || process.stdin.isTTY !== true) return undefined;
  const typed = await askForId(describePreview(preview, update));
  if (typed.toLowerCase() === preview.userId.toLowerCase()) return typed;
  throw refuse('that is not the id of this person; nothing was done');
}

async function look(admin: AdminClient, userId: string): Promise<Preview> {
  return previewSchema.parse(await admin.get(`/users/${userId}/erasure`));
}

/** Until it is over, or the patience is. */
async function follow(
  admin: AdminClient,
  userId: string,
  erasure: Erasure,
  waitMs: number,
): Promise<Erasure> {
  const end = Date.now() + waitMs;
  let latest = erasure;
  while (isOpen(latest) && Date.now() + POLL_MS <= end) {
    await pause(POLL_MS);
    const { erasures } = await look(admin, userId);
    latest = erasures.find(({ id }) => id === erasure.id) ?? latest;
  }
  return latest;
}

async function erase(admin: AdminClient, text: string, options: Options): Promise<void> {
  const { update, name, email, wait, json } = options;
  const { id } = await findPerson(admin, text);
  const preview = await look(admin, id);
  const [latest] = preview.erasures;
  const isKnown =
    latest !== undefined && (isOpen(latest) || (latest.kind === 'delete' && latest.state === 'complete'));
  let begun: Erasure | undefined = isKnown ? latest : undefined;
  if (begun === undefined) {
    if (preview.refusal !== undefined)
      throw new BridgeError(preview.refusal, { code: 'cli.refused', status: 409 });
    const confirmed = await confirm(preview, options);
    if (confirmed === undefined) {
      print(
        json,
        preview,
        () => `${describePreview(preview, update)}\n\nNothing was done. Add --confirm ${id} to go.`,
      );
      return;
    }
    const kind = update ? 'update' : 'delete';
    const body = { kind, confirm: confirmed, ...(update ? { name, email } : {}) };
    begun = erasureSchema.parse(await admin.post(`/users/${id}/erasure`, body));
  }
  const reached = await follow(admin, id, begun, wait);
  print(json, reached, () => describeErasure(id, reached));
  if (reached.state === 'failed') process.exitCode = 1;
}

export function eraseCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('erase'))
    .description('erase somebody who left by a GDPR request; a deleted account can never be restored')
    .argument('<user>', USER_HELP)
    .option('--update', 'replace name and e-mail address instead of deleting the account', false)
    .option('--name <name>', 'with --update: the new name')
    .option('--email <address>', 'with --update: the new e-mail address')
    .option('--confirm <id>', 'the Genesys id of the person once more, for scripts')
    .addOption(new Option('--yes', 'not enough here: see --confirm').default(false))
    .option(
      '--wait <duration>',
      'how long to wait for the end; the bridge follows it anyway',
      parseWait,
      60_000,
    )
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action((text: string, options: Options) => erase(connectAdmin(read, options), text, options));
}
