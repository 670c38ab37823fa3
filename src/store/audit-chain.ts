/**
 * How the entries of the audit trail are tied together: each hash covers the entry and the hash before it.
 * Names and addresses are covered by a salted hash of their own, so that they can be erased later.
 */

import { createHash, randomBytes } from 'node:crypto';
import type { AuditTable } from './tables.ts';

/** What the first entry follows. */
export const GENESIS_HASH = '0'.repeat(64);

/** What a hash covers; the columns of `AuditTable` as they are read back. */
export interface ChainedEntry {
  /** From 1, without gaps. */
  readonly position: number;
  readonly previousHash: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly personalHash: string | null;
}

export type Personal = Readonly<Record<string, string>>;

export function hashEntry(entry: ChainedEntry): string {
  return sha256([
    entry.position,
    entry.previousHash,
    entry.at.toISOString(),
    entry.actor,
    entry.action,
    entry.subject,
    entry.requestId,
    entry.correlationId,
    entry.detail,
    entry.personalHash,
  ]);
}

/** The salt keeps names and addresses from being found by trying them out once they are erased. */
export function sealPersonal(
  personal: Personal,
): Pick<AuditTable, 'personal_salt' | 'personal_hash'> & { personal_hash: string } {
  const salt = randomBytes(16).toString('hex');
  return { personal_salt: salt, personal_hash: hashPersonal(personal, salt) };
}

export function hashPersonal(personal: Personal, salt: string): string {
  return sha256([salt, personal]);
}

function sha256(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonicalise(value)))
    .digest('hex');
}

/** JSON columns do not keep the order of keys. */
function canonicalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalise);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, canonicalise(each)]));
}
