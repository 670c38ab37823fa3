/** How far an installation is, and how the findings of an examination are shown. */

import type { AnswerOf } from '../../api/operations.ts';
import { count } from '../../format/words.ts';
import type { Tone } from '../../parts/status.tsx';
import type { Client } from '../clients/client-words.ts';

export type Examination = AnswerOf<'post', '/doctor'>;
export type Finding = Examination['findings'][number];
type Severity = Finding['severity'];
export type Setup = AnswerOf<'get', '/setup'>;
export type Provider = Setup['providers'][number];

interface Sign {
  readonly tone: Tone;
  readonly word: string;
}

const SEVERITIES: Readonly<Record<Severity, Sign>> = {
  ok: { tone: 'good', word: 'good' },
  note: { tone: 'calm', word: 'note' },
  warning: { tone: 'warn', word: 'warning' },
  failure: { tone: 'bad', word: 'failure' },
};

export function describeSeverity(severity: Severity): Sign {
  return SEVERITIES[severity];
}

/** What is wrong first, in the order of the examination otherwise. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const order: readonly Severity[] = ['failure', 'warning', 'note', 'ok'];
  return findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

export function describeExamination({ findings }: Examination): string {
  const numberOf = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  const [failures, warnings] = [numberOf('failure'), numberOf('warning')];
  if (failures + warnings === 0) return 'Nothing is wrong.';
  const parts = [
    ...(failures === 0 ? [] : [count(failures, 'failure', 'failures')]),
    ...(warnings === 0 ? [] : [count(warnings, 'warning', 'warnings')]),
  ];
  return `${parts.join(' and ')}: cause and cure are below.`;
}

/** Those that provision: an administrator's token does not. */
export function provisioningClients(clients: readonly Client[]): Client[] {
  return clients.filter(
    ({ credentials, settings }) =>
      settings.signedAssertions !== undefined ||
      credentials.some(({ state, scopes }) => state === 'live' && scopes.some((scope) => scope !== 'admin')),
  );
}

export function describeDone(isDone: boolean): Sign {
  return isDone ? { tone: 'good', word: 'done' } : { tone: 'calm', word: 'to do' };
}

export function findProvider(setup: Setup, id: string): Provider | undefined {
  return setup.providers.find((provider) => provider.id === id) ?? setup.providers[0];
}
