/** Whether somebody is under legal hold: by Genesys id or by any e-mail address that is known of the person. */

import { readFile } from 'node:fs/promises';
import type { ErasurePolicy } from '../../config/policy-erasure.ts';
import { BridgeError } from '../../errors.ts';

/** One to a line; `#` begins a comment. */
function parseList(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/** A list that cannot be read holds everybody: throws `records.legal-hold-unreadable`. */
async function readList(path: string): Promise<string[]> {
  try {
    return parseList(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new BridgeError(
      `The legal-hold list ${path} cannot be read, so nobody is erased: correct erasure.legalHoldFile or the file`,
      { code: 'records.legal-hold-unreadable', status: 500, expose: true, cause },
    );
  }
}

/** `names`: the id, and every address that is known. */
export async function isUnderLegalHold(
  { legalHold, legalHoldFile }: ErasurePolicy,
  names: readonly string[],
): Promise<boolean> {
  const listed = [...legalHold, ...(legalHoldFile === undefined ? [] : await readList(legalHoldFile))];
  const held = new Set(listed.map((name) => name.toLowerCase()));
  return names.some((name) => held.has(name.toLowerCase()));
}
