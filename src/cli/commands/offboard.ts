/** `offboard`: takes out many people at once, from a list or by their last log-in, after showing what that means. */

import { readFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Configuration } from '../../config/configuration.ts';
import { parseDuration } from '../../config/duration.ts';
import { BridgeError } from '../../errors.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';
import { offboardAll } from '../offboard/batch.ts';
import { type LeaverList, readLeaverList } from '../offboard/leaver-list.ts';
import { describeResults, isGood, toCsv } from '../offboard/report.ts';
import { listStale } from '../offboard/stale-people.ts';
import { USER_HELP } from '../people.ts';
import { openProgress } from '../progress.ts';

interface Options extends AdminOptions {
  readonly file?: string;
  readonly stale?: number;
  readonly never: boolean;
  readonly yes: boolean;
  readonly wait: 'lockOut' | 'complete';
  readonly result?: string;
  readonly json: boolean;
}

const NOT_ALL = 2;

const HELP = `
Takes the same way as active=false of a SCIM client, lock-out first; the guard counts and holds it like one. What was
accepted goes on when the command is broken off; the same command goes on with the rest, and skips who is done.

Exit status: 0 all done (or planned), 1 not begun, 2 some people are not done.

Examples:
  $ genesys-scim-bridge offboard --file leavers.csv                       # what would be done, and how many calls
  $ genesys-scim-bridge offboard --file leavers.csv --yes --result done.csv
  $ genesys-scim-bridge offboard jane.doe@example.com john.roe@example.com --yes --wait complete
  $ genesys-scim-bridge offboard --stale 90d
`;

function parseStale(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) throw new InvalidArgumentError('give a duration such as 90d.');
  return ms;
}

function readFile(path: string): LeaverList {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new BridgeError(`${path} cannot be read (${reason})`, { code: 'cli.bad-list', status: 400, cause });
  }
  return readLeaverList(text, path);
}

async function chooseLeavers(people: readonly string[], options: Options, admin: AdminClient) {
  const { file, stale, never } = options;
  if ([people.length > 0, file !== undefined, stale !== undefined].filter(Boolean).length !== 1) {
    throw new BridgeError('name people, or give --file, or --stale: exactly one of them', {
      code: 'cli.bad-list',
      status: 400,
    });
  }
  if (file !== undefined) return readFile(file);
  if (stale !== undefined) return await listStale(admin, { notSince: new Date(Date.now() - stale), never });
  return { leavers: [...new Set(people)].map((text) => ({ line: undefined, text })), bad: [] };
}

async function offboard(people: readonly string[], options: Options, admin: AdminClient): Promise<void> {
  const { leavers, bad } = await chooseLeavers(people, options, admin);
  const progress = openProgress(process.stderr, () => performance.now(), { name: 'people', per: 'min' });
  progress.show(0, leavers.length, 0);
  const results = await offboardAll(leavers, {
    admin,
    dryRun: !options.yes,
    until: options.wait,
    onDone: (done) => progress.show(done, leavers.length, done),
  }).finally(() => progress.end());
  if (options.result !== undefined) writeFileSync(options.result, toCsv(results, bad), { mode: 0o600 });
  print(options.json, { results, bad }, () => describeResults(results, bad));
  if (!isGood(results, bad)) process.exitCode = NOT_ALL;
}

export function offboardCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('offboard'))
    .description('offboard people from a list, by name or by their last log-in; without --yes only the plan')
    .argument('[users...]', USER_HELP)
    .option('--file <csv>', 'a list; the column id, email, userName, externalId or name, else the first one')
    .option('--stale <duration>', 'active people who have not logged in for so long, such as 90d', parseStale)
    .option('--never', 'with --stale also those who have never logged in', false)
    .option('--yes', 'do it; without, only show what would be done', false)
    .addOption(
      new Option('--wait <what>', 'when somebody counts as done')
        .choices(['lockOut', 'complete'])
        .default('lockOut'),
    )
    .option('--result <csv>', 'write what came of each row into this file')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((people: string[], options: Options) => offboard(people, options, connectAdmin(read, options)));
}
