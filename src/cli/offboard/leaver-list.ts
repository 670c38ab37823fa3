/**
 * Reads whom to offboard from CSV. A first row with a known title is a header; without one the first column names the
 * people. A bad row is reported with its line, and nothing is done for it.
 */

import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';

export interface Leaver {
  /** In the file; undefined for somebody who was named on the command line. */
  readonly line: number | undefined;
  /** Genesys id, userName, e-mail address, externalId or full name. */
  readonly text: string;
}

export interface BadRow {
  readonly line: number;
  readonly problem: string;
}

export interface LeaverList {
  readonly leavers: readonly Leaver[];
  readonly bad: readonly BadRow[];
}

/** Titles in the order of preference, in small letters without spaces, hyphens and underscores. */
const TITLES: readonly string[] = [
  'id',
  'userid',
  'genesysid',
  'genesysuserid',
  'email',
  'emailaddress',
  'mail',
  'workemail',
  'username',
  'userprincipalname',
  'upn',
  'login',
  'externalid',
  'user',
  'name',
  'displayname',
];

const MOST_ROWS = 100_000;

const recordSchema = z.object({
  info: z.object({ lines: z.number() }),
  record: z.array(z.string()),
});

function toTitle(cell: string): string {
  return cell.toLowerCase().replace(/[\s_-]/g, '');
}

/** Index of the column that names people; undefined when the row is no header. */
function findColumn(row: readonly string[]): number | undefined {
  const titles = row.map(toTitle);
  const title = TITLES.find((known) => titles.includes(known));
  return title === undefined ? undefined : titles.indexOf(title);
}

interface Read {
  readonly records: readonly z.infer<typeof recordSchema>[];
  readonly bad: BadRow[];
}

function readRecords(text: string): Read {
  const bad: BadRow[] = [];
  const records = parse(text, {
    bom: true,
    delimiter: [',', ';', '\t'],
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: (error) => {
      bad.push({ line: Number(error?.lines ?? 0), problem: error?.message ?? 'not CSV' });
      return undefined;
    },
  });
  return { records: z.array(recordSchema).parse(records), bad };
}

/** Throws for a file without rows. */
export function readLeaverList(text: string, source: string): LeaverList {
  const { records, bad } = readRecords(text);
  const [first] = records;
  const column = first === undefined ? undefined : findColumn(first.record);
  const rows = column === undefined ? records : records.slice(1);
  if (rows.length + bad.length === 0 || rows.length > MOST_ROWS) {
    throw new BridgeError(
      `${source} holds ${rows.length} people; 1 to ${MOST_ROWS} can be offboarded at once`,
      {
        code: 'cli.bad-list',
        status: 400,
      },
    );
  }
  const leavers: Leaver[] = [];
  const lines = new Map<string, number>();
  for (const { info, record } of rows) {
    const name = record[column ?? 0] ?? '';
    const earlier = lines.get(name.toLowerCase());
    if (name === '') bad.push({ line: info.lines, problem: 'nobody is named' });
    else if (earlier !== undefined) bad.push({ line: info.lines, problem: `the same as in line ${earlier}` });
    else leavers.push({ line: info.lines, text: name });
    if (name !== '' && earlier === undefined) lines.set(name.toLowerCase(), info.lines);
  }
  return { leavers, bad: bad.toSorted((a, b) => a.line - b.line) };
}
