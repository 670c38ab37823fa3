/** `audit list|verify|export|erase`: works before the first start and while the bridge runs. */

import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { jsonOption, print } from '../answer-format.ts';
import { type Ask, control, withControl } from '../control.ts';

const MOST_LISTED = 500;

const entrySchema = z.object({
  at: z.coerce.date(),
  actor: z.string(),
  action: z.string(),
  subject: z.string().optional(),
  personal: z.record(z.string(), z.string()).optional(),
  detail: z.record(z.string(), z.unknown()),
});
const listSchema = z.object({ entries: z.array(entrySchema) });
const verdictSchema = z.object({
  intact: z.boolean(),
  entries: z.number(),
  head: z.object({ position: z.number(), hash: z.string() }),
  problems: z.array(z.object({ position: z.number(), problem: z.string() })),
});
const pageSchema = z.object({ entries: z.array(z.looseObject({ position: z.number() })) });
const erasedSchema = z.object({ erased: z.number() });

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LISTED) return limit;
  throw new InvalidArgumentError(`give a whole number from 1 to ${MOST_LISTED}.`);
}

function parseSince(text: string): string {
  const parsed = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(text);
  if (parsed.success) return new Date(text).toISOString();
  throw new InvalidArgumentError('give a date such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z.');
}

function parseHead(text: string): { position: number; hash: string } {
  const [, position, hash = ''] = /^(\d{1,15})[: ]([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (position !== undefined) return { position: Number(position), hash };
  throw new InvalidArgumentError('give what verify printed before, as POSITION:HASH.');
}

function describeEntry({
  at,
  actor,
  action,
  subject,
  personal,
  detail,
}: z.infer<typeof entrySchema>): string {
  const who = [subject, ...Object.values(personal ?? {})].filter((part) => part !== undefined).join(' ');
  return `${at.toISOString()}  ${actor}  ${action}  ${who}  ${JSON.stringify(detail)}`;
}

function listCommand(read: () => Configuration): Command {
  return new Command('list')
    .description('show the latest entries, newest first')
    .option('--user <id>', 'about this Genesys user or group only')
    .option('--limit <number>', `at most ${MOST_LISTED}`, parseLimit, 50)
    .addOption(jsonOption())
    .action(async (options: { user?: string; limit: number; json: boolean }) => {
      const answer = await control(read(), {
        action: 'audit.list',
        limit: options.limit,
        ...(options.user === undefined ? {} : { userId: options.user }),
      });
      print(options.json, answer, () => {
        const { entries } = listSchema.parse(JSON.parse(JSON.stringify(answer)));
        return entries.length === 0 ? 'no entries' : entries.map(describeEntry).join('\n');
      });
    });
}

function describeVerdict({ intact, entries, head, problems }: z.infer<typeof verdictSchema>): string {
  const end = `head ${head.position}:${head.hash}`;
  if (intact) return `intact: ${entries} entries\n${end}`;
  const found = problems.map(({ position, problem }) => `position ${position}: ${problem}`);
  return [`NOT intact: ${entries} entries, ${problems.length} problems`, ...found, end].join('\n');
}

function verifyCommand(read: () => Configuration): Command {
  return new Command('verify')
    .description('look for changed, missing and inserted entries; exit status 1 if there are any')
    .option(
      '--head <position:hash>',
      'a head that was printed before, and must still be part of it',
      parseHead,
    )
    .addOption(jsonOption())
    .action(async ({ head, ...options }: { head?: ReturnType<typeof parseHead>; json: boolean }) => {
      const answer = await control(read(), {
        action: 'audit.verify',
        ...(head === undefined ? {} : { head }),
      });
      const verdict = verdictSchema.parse(answer);
      print(options.json, answer, () => describeVerdict(verdict));
      if (!verdict.intact) process.exitCode = 1;
    });
}

/** Page by page, never faster than the reader of the output. */
async function writeAll(ask: Ask, since: string | undefined): Promise<void> {
  for (let after = 0; ; ) {
    const from = since === undefined ? {} : { since };
    const { entries } = pageSchema.parse(await ask({ action: 'audit.export', after, ...from }));
    const last = entries.at(-1);
    if (last === undefined) return;
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
    after = last.position;
  }
}

function exportCommand(read: () => Configuration): Command {
  return new Command('export')
    .description('print the whole trail, oldest first, one JSON object to a line (NDJSON)')
    .option('--since <date>', 'leave out what is older', parseSince)
    .action(async (options: { since?: string }) => {
      await withControl(read(), (ask) => writeAll(ask, options.since));
    });
}

function eraseCommand(read: () => Configuration): Command {
  return new Command('erase')
    .description('erase names and addresses of one person; the entries stay, the chain too')
    .argument('<user>', 'Genesys user id')
    .addOption(jsonOption())
    .action(async (userId: string, options: { json: boolean }) => {
      const answer = await control(read(), { action: 'audit.erase', userId });
      print(options.json, answer, () => {
        const { erased } = erasedSchema.parse(answer);
        return `names and addresses of ${userId} erased from ${erased} entries`;
      });
    });
}

export function auditCommand(read: () => Configuration): Command {
  return new Command('audit')
    .description('look at the audit trail, verify it, take it elsewhere')
    .addCommand(listCommand(read))
    .addCommand(verifyCommand(read))
    .addCommand(exportCommand(read))
    .addCommand(eraseCommand(read));
}
