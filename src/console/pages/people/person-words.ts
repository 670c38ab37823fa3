/** How people are shown: what Genesys Cloud and SCIM clients know of them. */

import type { AnswerOf } from '../../api/operations.ts';
import { toWords } from '../../format/words.ts';
import type { Tone } from '../../parts/status.tsx';

export type FoundPerson = AnswerOf<'get', '/users'>['people'][number];
export type History = AnswerOf<'get', '/users/{id}/history'>;

interface Sign {
  readonly tone: Tone;
  readonly word: string;
}

export interface Known {
  /** In Genesys Cloud; undefined for somebody whom it does not show, or where it could not be asked. */
  readonly state?: string | undefined;
  /** What was last accepted. */
  readonly wanted?: string | undefined;
  readonly genesysError?: string | undefined;
}

const STATE_TONES: Readonly<Record<string, Tone>> = { active: 'good', inactive: 'calm', deleted: 'calm' };

export function describeState({ state, genesysError }: Known): Sign {
  if (state !== undefined) return { tone: STATE_TONES[state] ?? 'calm', word: state };
  return genesysError === undefined
    ? { tone: 'calm', word: 'not there' }
    : { tone: 'warn', word: 'could not be asked' };
}

/** What a SCIM client is answered that asks for this id; one with the scope `own` only for people of its own. */
export function describeScimAnswer({ state, wanted, genesysError }: Known): Sign {
  if (wanted === 'removed') return { tone: 'calm', word: '404: removed by a client' };
  if (state === 'deleted') return { tone: 'calm', word: '404: deleted there' };
  if (state !== undefined) return { tone: 'good', word: 'found' };
  return genesysError === undefined
    ? { tone: 'calm', word: '404: not there' }
    : { tone: 'warn', word: 'not known' };
}

/** As good as it is known: the name of now, or the last one that the bridge has seen. */
export function nameInHistory({ id, now, identities }: Pick<History, 'id' | 'now' | 'identities'>): string {
  const last = identities.findLast(({ name, email, userName }) => (name ?? email ?? userName) !== undefined);
  return now.name ?? last?.name ?? now.email ?? last?.email ?? last?.userName ?? id;
}

const SOURCES: Readonly<Record<string, string>> = {
  'Genesys Cloud': 'Genesys Cloud, now',
  snapshot: 'snapshot before a departure',
  kept: 'last write of the bridge',
};

/** Where an identity was seen: otherwise the action of the audit trail that named it. */
export function describeSource(source: string): string {
  return SOURCES[source] ?? `audit trail: ${source}`;
}

const MATCHES: Readonly<Record<string, string>> = {
  id: 'Genesys id',
  email: 'e-mail',
  auditTrail: 'name or address in the audit trail',
};

export function describeMatches(matched: readonly string[]): string {
  return matched.map((match) => MATCHES[match] ?? toWords(match)).join(', ');
}

/** They can be taken away as long as they are, or are to be, active. */
export function canLeave({ state, wanted }: Known): boolean {
  return state === 'active' || (state !== 'deleted' && wanted === 'active');
}

export function canReturn({ state, wanted }: Known): boolean {
  return state === 'inactive' || state === 'deleted' || (wanted !== undefined && wanted !== 'active');
}
