/** `export`: the conversations of one person, as evidence in files. */

import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Configuration } from '../../config/configuration.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';
import type { Manifest } from '../export/manifest.ts';
import { runExport } from '../export/run-export.ts';
import { findPerson, USER_HELP } from '../people.ts';
import { openProgress } from '../progress.ts';

interface Options extends AdminOptions {
  readonly since: Date;
  readonly until?: Date;
  readonly output?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
}

const EXAMPLES = `
Writes NDJSON files (0600) of at most a month each, and manifest.json with counts, SHA-256, queries and job ids. Killed
or broken off, the same command goes on where it was. Needs analytics:conversationDetail:view.

Examples:
  $ genesys-scim-bridge export jane.doe@example.com --since 2026-01-01 --output jane
  $ genesys-scim-bridge export 3fa1c0de-... --since 2025-07-01 --until 2026-01-01 --json
`;

function parseMoment(text: string): Date {
  const isMoment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const moment = new Date(text);
  if (isMoment && !Number.isNaN(moment.getTime())) return moment;
  throw new InvalidArgumentError('give a date such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z.');
}

function describe(folder: string, { conversations, bytes, files, notes }: Manifest): string {
  const written = files.filter((file) => file.conversations > 0).length;
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  return [
    `${conversations.toLocaleString('en')} conversations in ${written} files, ${size}, in ${folder}`,
    ...notes.slice(1),
  ].join('\n');
}

export function exportCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('export'))
    .description('write the conversations of a person into files that an auditor can check')
    .argument('<user>', USER_HELP)
    .requiredOption('--since <date>', 'from this date (UTC) or time on', parseMoment)
    .option('--until <date>', 'before this date or time; now unless given', parseMoment)
    .option('--output <folder>', 'where to write; export-ID in the current folder unless given')
    .option('--overwrite', 'begin anew where another export is', false)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, options: Options) => {
      const { since, until, output, overwrite, json } = options;
      if (since >= (until ?? new Date())) throw new InvalidArgumentError('--since must be before --until.');
      const admin = connectAdmin(read, options);
      const { id } = await findPerson(admin, text);
      const folder = resolve(output ?? `export-${id}`);
      const progress = openProgress(process.stderr, () => performance.now());
      try {
        const order = { userId: id, since, until, folder, overwrite };
        const manifest = await runExport(order, admin, progress);
        progress.end();
        print(json, { folder, ...manifest }, () => describe(folder, manifest));
      } catch (error) {
        progress.end();
        throw error;
      }
    });
}
