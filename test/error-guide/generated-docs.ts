/**
 * The tables of docs/troubleshooting.md, made from the error guide and from where the code throws. After a change:
 * `node test/error-guide/generated-docs.ts` writes them.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENESYS_ERRORS } from '../../src/error-guide/genesys.ts';
import type { ErrorHelp } from '../../src/error-guide/help.ts';
import { PEOPLE_ERRORS } from '../../src/error-guide/people.ts';
import { RECORDS_ERRORS } from '../../src/error-guide/records.ts';
import { REQUEST_ERRORS } from '../../src/error-guide/requests.ts';
import { RUNNING_ERRORS } from '../../src/error-guide/running.ts';

export const PAGE = fileURLToPath(new URL('../../docs/troubleshooting.md', import.meta.url));
const SRC = fileURLToPath(new URL('../../src', import.meta.url));

const AREAS: Readonly<Record<string, Readonly<Record<string, ErrorHelp>>>> = {
  requests: REQUEST_ERRORS,
  people: PEOPLE_ERRORS,
  genesys: GENESYS_ERRORS,
  running: RUNNING_ERRORS,
  records: RECORDS_ERRORS,
};

/** All that the code says, beside the guide itself. */
export function readSources(): string {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(simulator|error-guide)\//.test(file))
    .map((file) => readFileSync(join(SRC, file), 'utf8'))
    .join('\n');
}

/** The HTTP statuses that stand beside a code in the source; none for one that never becomes an answer. */
function statusesOf(code: string, sources: string): string {
  if (
    code.startsWith('scim.invalid') ||
    /^scim\.(mutability|noTarget|sensitive|tooMany|uniqueness|expiredCursor)$/.test(code)
  ) {
    return '400';
  }
  const beside = new RegExp(`code: '${code.replaceAll('.', '\\.')}',\\s+status: (\\d{3})`, 'g');
  return [...new Set([...sources.matchAll(beside)].map(([, status]) => status))].sort().join(', ');
}

function tableOf(area: Readonly<Record<string, ErrorHelp>>, sources: string): string {
  const rows = Object.entries(area).map(
    ([code, { meaning, cure }]) => `| \`${code}\` | ${statusesOf(code, sources)} | ${meaning} | ${cure} |`,
  );
  return ['| code | HTTP | what has happened | what to do |', '|---|---|---|---|', ...rows].join('\n');
}

/** The page with its tables as the code has them now. */
export function withGeneratedTables(page: string): string {
  const sources = readSources();
  return Object.entries(AREAS).reduce((text, [name, area]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/troubleshooting.md has no part '${name}'`);
    return `${text.slice(0, from + start.length)}\n${tableOf(area, sources)}\n${text.slice(to)}`;
  }, page);
}

if (import.meta.main) writeFileSync(PAGE, withGeneratedTables(readFileSync(PAGE, 'utf8')));
