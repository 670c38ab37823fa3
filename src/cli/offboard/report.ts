/** What came of a batch, for people, as CSV and as an exit status. */

import { stringify } from 'csv-stringify/sync';
import { describePerson } from '../people.ts';
import type { Outcome, Result } from './batch.ts';
import type { BadRow } from './leaver-list.ts';

const COLUMNS = [
  'line',
  'text',
  'outcome',
  'userId',
  'name',
  'email',
  'offboardingId',
  'lockedOutAt',
  'completedAt',
  'calls',
  'message',
] as const;

/** What spreadsheets would take for a formula is defused. */
export function toCsv(results: readonly Result[], bad: readonly BadRow[]): string {
  const rows = [
    ...results,
    ...bad.map(({ line, problem }) => ({ line, text: '', outcome: 'badRow', message: problem })),
  ].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return stringify(rows, { header: true, columns: [...COLUMNS], escape_formulas: true });
}

const GOOD: ReadonlySet<Outcome> = new Set(['planned', 'already', 'lockedOut', 'complete']);

export function isGood(results: readonly Result[], bad: readonly BadRow[]): boolean {
  return bad.length === 0 && results.every(({ outcome }) => GOOD.has(outcome));
}

/** Genesys' usual allowance (FACTS section 13). */
const CALLS_A_MINUTE = 300;

function describePlan({ userId = '', name, email, calls = 0, steps = [] }: Result): string[] {
  const person = describePerson({ id: userId, name, email });
  return [
    `${person}: ${calls} Genesys calls`,
    ...steps.map((step) => {
      const takes = step.takes.length === 0 ? '' : `  ${step.takes.join(', ')}`;
      const waits = step.waitsFor === undefined ? '' : `  would wait for ${step.waitsFor}`;
      return `  ${step.name.padEnd(14)} ${String(step.calls).padStart(3)} calls${takes}${waits}`;
    }),
  ];
}

function describeProblem({ line, text, outcome, message }: Result): string {
  return `${line === undefined ? '' : `line ${line}: `}${text}: ${outcome}${message === undefined ? '' : `, ${message}`}`;
}

function count(results: readonly Result[]): string {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, number]) => `${number} ${outcome}`).join(', ');
}

export function describeResults(results: readonly Result[], bad: readonly BadRow[]): string {
  const planned = results.filter(({ outcome }) => outcome === 'planned');
  const calls = planned.reduce((sum, each) => sum + (each.calls ?? 0), 0);
  const lines = [
    ...planned.flatMap(describePlan),
    ...results.filter(({ outcome }) => !GOOD.has(outcome)).map(describeProblem),
    ...bad.map(({ line, problem }) => `line ${line}: ${problem}; nothing is done for it`),
    `${results.length} people: ${count(results)}${bad.length === 0 ? '' : `; ${bad.length} bad rows`}`,
  ];
  if (planned.length === 0) return lines.join('\n');
  const minutes = Math.ceil(calls / CALLS_A_MINUTE);
  return [
    ...lines,
    '',
    `${calls} Genesys calls, about ${minutes} min at ${CALLS_A_MINUTE} a minute; fewer where calls of several people are combined.`,
    'Nothing was done. Add --yes to go.',
  ].join('\n');
}
