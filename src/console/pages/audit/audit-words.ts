/** How the audit trail is shown. */

import type { AnswerOf } from '../../api/operations.ts';
import { formatNumber } from '../../format/words.ts';
import type { Tone } from '../../parts/status.tsx';

export type AuditEntry = AnswerOf<'get', '/audit'>['entries'][number];
export type Chain = AnswerOf<'get', '/audit/chain'>;
export type Verdict = AnswerOf<'get', '/audit/verification'>;
type Problem = Verdict['problems'][number];

interface Sign {
  readonly tone: Tone;
  readonly word: string;
}

export function describeVerification(verification: { readonly intact: boolean } | undefined): Sign {
  if (verification === undefined) return { tone: 'calm', word: 'not verified yet' };
  return verification.intact ? { tone: 'good', word: 'intact' } : { tone: 'bad', word: 'broken' };
}

export function describeVerdict({ intact, entries }: Verdict): string {
  return intact
    ? `All ${formatNumber(entries)} entries are as they were written.`
    : 'The trail is not as it was written. The first places found:';
}

const PROBLEM_WORDS: Readonly<Record<Problem['problem'], string>> = {
  changed: 'its content was changed',
  missing: 'it is missing',
  inserted: 'it was put in',
  rewritten: 'the chain holds, and is another one than before',
};

export function describeProblem({ position, problem }: Problem): string {
  return `Entry ${formatNumber(position)}: ${PROBLEM_WORDS[problem]}.`;
}

/** What an entry tells beyond its columns; undefined where that is nothing. */
export function detailsOf(entry: AuditEntry): Record<string, unknown> {
  const { subject, requestId, detail, personal, correlationId, hash } = entry;
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(personal === undefined ? {} : { personal }),
    ...(Object.keys(detail).length === 0 ? {} : { detail }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(correlationId === undefined ? {} : { correlationId }),
    hash,
  };
}

/** Where the trail is downloaded from. */
export function exportHref(since: string): string {
  return `/admin/v1/audit/export${since === '' ? '' : `?${new URLSearchParams({ since })}`}`;
}
