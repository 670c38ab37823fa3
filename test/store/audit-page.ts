/**
 * The table of docs/audit.md, made from the catalogue of the audit trail's entries. After a change:
 * `node test/store/audit-page.ts` writes it.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AUDIT_ACTIONS } from '../../src/store/audit-actions.ts';

export const PAGE = fileURLToPath(new URL('../../docs/audit.md', import.meta.url));
const [START, END] = ['<!-- generated -->', '<!-- end -->'];

/** The page with its table as the code has it now. */
export function withGeneratedTable(page: string): string {
  const rows = Object.entries(AUDIT_ACTIONS).map(([action, meaning]) => `| \`${action}\` | ${meaning} |`);
  const table = ['| action | what it tells |', '|---|---|', ...rows].join('\n');
  const [from, to] = [page.indexOf(START), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error('docs/audit.md has no part that is generated');
  return `${page.slice(0, from + START.length)}\n${table}\n${page.slice(to)}`;
}

if (import.meta.main) writeFileSync(PAGE, withGeneratedTable(readFileSync(PAGE, 'utf8')));
