/** What a backend may throw, on purpose and by mistake. */

import { expect } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import type { Answer } from '../http/scim/harness.ts';

const SECRET = 'connect ECONNREFUSED 10.1.2.3:443 client_secret=hunter2';

export const outage = (): unknown => new Error(SECRET);
export const bug = (): unknown => new TypeError(SECRET);
export const foreignStatus = (): unknown => Object.assign(new Error(SECRET), { status: 422 });
export const foreignKeyword = (): unknown =>
  Object.assign(new Error(SECRET), { status: 400, scimType: 'notAScimType' });

/** Port 1 answers nobody. */
export async function refusedFetch(): Promise<unknown> {
  return await fetch('http://127.0.0.1:1/').catch((error: unknown) => error);
}

export function scim(status: number, retryAfterSeconds?: number): () => unknown {
  const options = { code: 'genesys.refused' as const, status };
  return () =>
    new BridgeError(SECRET, retryAfterSeconds === undefined ? options : { ...options, retryAfterSeconds });
}

export function hidesSecret({ text, body }: Answer): void {
  expect(text).not.toMatch(/hunter2|10\.1\.2\.3|ECONNREFUSED|127\.0\.0\.1|\n +at /);
  expect(Object.keys(body).sort()).toEqual(['detail', 'schemas', 'status']);
}
