import { z } from 'zod';

export interface EncryptionKey {
  /** Tells which key something was encrypted with. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

const ENTRY = /^([\w.-]{1,32}):([A-Za-z0-9+/]{43}=)$/;

/** `2026:BASE64`, or several with commas: the first encrypts, all decrypt. */
export function encryptionKeys() {
  return z.string().transform((text, context) => {
    const matches = text.split(',').map((entry) => ENTRY.exec(entry.trim()));
    const keys = matches.flatMap((match) =>
      match === null ? [] : [{ id: match[1] ?? '', secret: Buffer.from(match[2] ?? '', 'base64') }],
    );
    const isUsable = keys.length === matches.length && new Set(keys.map(({ id }) => id)).size === keys.length;
    if (isUsable) return keys;
    context.addIssue(
      'must be NAME:KEY, with KEY 32 random bytes in base64 (openssl rand -base64 32); several, each with another name, are separated by commas',
    );
    return z.NEVER;
  });
}
