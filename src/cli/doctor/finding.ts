/** What `doctor` finds: one sentence each, and for what is wrong its cause and its cure. */

/** A note is worth knowing and no reason to do anything. */
export type Severity = 'ok' | 'note' | 'warning' | 'failure';

export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  readonly finding: string;
  readonly cause?: string;
  readonly cure?: string;
}

const ORDER: readonly Severity[] = ['ok', 'note', 'warning', 'failure'];

export function worstOf(findings: readonly Finding[]): Severity {
  return ORDER[Math.max(0, ...findings.map(({ severity }) => ORDER.indexOf(severity)))] ?? 'ok';
}

export function describeReason(error: unknown): string {
  return error instanceof Error ? error.message || String(error) : String(error);
}
