/** Reads the audit trail from its beginning, a page at a time, with all that the hashes cover. */

import type { Kysely, Selectable } from 'kysely';
import { type RecordedEntry, toEntry } from './audit.ts';
import type { AuditTable, Database } from './tables.ts';

const PAGE = 1000;

/** Whoever has the file checks it alone: a hash covers the entry, `previousHash` and `personalHash`. */
export type ExportedEntry = RecordedEntry & {
  readonly previousHash: string;
  /** What covers names and addresses, also after they were erased. */
  readonly personalHash?: string;
};

export interface ExportPlace {
  /** Position of the last entry read; 0 begins. */
  readonly after: number;
  /** Leaves older entries out. */
  readonly since?: Date | undefined;
}

/** The next page, oldest first; empty at the end. */
export async function readExportPage(
  db: Kysely<Database>,
  { after, since }: ExportPlace,
): Promise<readonly ExportedEntry[]> {
  let query = db.selectFrom('audit').selectAll().where('position', '>', after);
  if (since !== undefined) query = query.where('at', '>=', since);
  const rows = await query.orderBy('position').limit(PAGE).execute();
  return rows.map(toExported);
}

function toExported(row: Selectable<AuditTable>): ExportedEntry {
  return {
    ...toEntry(row),
    previousHash: row.previous_hash,
    ...(row.personal_hash === null ? {} : { personalHash: row.personal_hash }),
  };
}

/** All about one person, oldest first. */
export async function readAboutSubject(
  db: Kysely<Database>,
  subject: string,
): Promise<readonly ExportedEntry[]> {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('subject', '=', subject)
    .orderBy('position')
    .execute();
  return rows.map(toExported);
}

/** Everything from a time on. */
export async function* exportAudit(
  db: Kysely<Database>,
  since?: Date,
): AsyncGenerator<readonly ExportedEntry[]> {
  for (let after = 0; ; ) {
    const page = await readExportPage(db, { after, since });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.position;
  }
}

/** One entry to a line (NDJSON). */
export function toLines(page: readonly ExportedEntry[]): string {
  return page.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}
