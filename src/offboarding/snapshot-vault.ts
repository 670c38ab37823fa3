/**
 * How snapshots lie in the database: as they are, or encrypted with AES-256-GCM when a key is configured. The first
 * key encrypts, every key decrypts, so that keys can be rotated. Ids of groups stay readable: the database looks for
 * members who are away by them.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { EncryptionKey } from '../config/encryption-keys.ts';
import { BridgeError } from '../errors.ts';
import { parseSnapshot, type Snapshot } from './snapshot.ts';

const ALGORITHM = 'aes-256-gcm';
/** As NIST SP 800-38D section 8.2.2 has it for random ones. */
const IV_BYTES = 12;

const sealedSchema = z.object({
  sealed: z.object({ keyId: z.string(), iv: z.string(), tag: z.string(), data: z.string() }),
  groups: z.array(z.object({ id: z.string() })),
  lostGroups: z.array(z.object({ id: z.string() })).default([]),
});

type StoredSnapshot = Readonly<Record<string, unknown>>;

function unreadable(keyId: string, cause?: unknown): BridgeError {
  return new BridgeError(
    `A snapshot is encrypted with the key '${keyId}', which BRIDGE_ENCRYPTION_KEY does not hold or holds wrongly: add it`,
    { code: 'offboarding.snapshot-key', status: 500, cause },
  );
}

export class SnapshotVault {
  readonly #keys: readonly EncryptionKey[];

  constructor(keys: readonly EncryptionKey[] = []) {
    this.#keys = keys;
  }

  /** Bound to the person: it opens for nobody else. */
  seal(snapshot: Snapshot, userId: string): StoredSnapshot {
    const [key] = this.#keys;
    if (key === undefined) return snapshot;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.secret, iv).setAAD(Buffer.from(userId));
    const data = Buffer.concat([cipher.update(JSON.stringify(snapshot), 'utf8'), cipher.final()]);
    return {
      sealed: {
        keyId: key.id,
        iv: iv.toString('base64'),
        tag: cipher.getAuthTag().toString('base64'),
        data: data.toString('base64'),
      },
      groups: snapshot.groups.map(({ id }) => ({ id })),
      lostGroups: snapshot.lostGroups,
    };
  }

  /**
   * Undefined for what is no snapshot. Throws `offboarding.snapshot-key` for one whose key is missing or that was
   * tampered with.
   */
  open(stored: StoredSnapshot | undefined, userId: string): Snapshot | undefined {
    const parsed = sealedSchema.safeParse(stored);
    if (!parsed.success) return parseSnapshot(stored);
    const { sealed, groups, lostGroups } = parsed.data;
    const snapshot = parseSnapshot(JSON.parse(this.#decrypt(sealed, userId)));
    if (snapshot === undefined) return undefined;
    const kept = new Set(groups.map(({ id }) => id));
    return { ...snapshot, groups: snapshot.groups.filter(({ id }) => kept.has(id)), lostGroups };
  }

  #decrypt({ keyId, iv, tag, data }: z.infer<typeof sealedSchema>['sealed'], userId: string): string {
    const key = this.#keys.find(({ id }) => id === keyId);
    if (key === undefined) throw unreadable(keyId);
    try {
      const decipher = createDecipheriv(ALGORITHM, key.secret, Buffer.from(iv, 'base64'))
        .setAAD(Buffer.from(userId))
        .setAuthTag(Buffer.from(tag, 'base64'));
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
    } catch (error) {
      throw unreadable(keyId, error);
    }
  }
}
