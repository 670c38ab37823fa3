/** Every line of the security tables stands on something: a test or page that exists, or words that say why not. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const TABLES = ['docs/security/asvs.md', 'docs/security/ipsie.md', 'docs/security/authentication.md'];
const PAGES = ['SECURITY.md', ...TABLES];

const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** The last cell of each row, with the first beside it. */
function rowsOf(page: string): (readonly [string, string])[] {
  const cells = read(page)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-|]+$/.test(line))
    .map((line) => line.slice(1, -1).split(' | '));
  return cells
    .filter((row) => !row.includes(' how it is held') && row.at(-1)?.trim() !== 'how it is held')
    .map((row) => [row[0]?.trim() ?? '', row.at(-1)?.trim() ?? ''] as const);
}

const filesIn = (text: string) =>
  [...text.matchAll(/`((?:test|src|docs|release)\/[\w./-]+\.\w+)`/g)].map((match) => match[1] ?? '');
const linksIn = (text: string) =>
  [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');

describe.each(PAGES)('%s', (page) => {
  it('names only files that exist', () => {
    const text = read(page);
    const files = filesIn(text).map((file) => join(root, file));
    const links = linksIn(text).map((link) => join(root, dirname(page), link));
    expect([...files, ...links].filter((file) => !existsSync(file))).toEqual([]);
  });

  it('is shipped with the package', () => {
    const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(read('package.json')));
    expect(files).toContain(page.split('/')[0]);
  });
});

describe.each(TABLES)('each line of %s', (page) => {
  it.each(rowsOf(page))('%s: %s', (_requirement, held) => {
    const stands =
      filesIn(held).length > 0 ||
      linksIn(held).length > 0 ||
      /^(not applicable|open|falls to whoever runs it): ./.test(held) ||
      /^(Node's|`\.dockerignore`)/.test(held) ||
      /; open: ./.test(held);
    expect(stands).toBe(true);
  });
});
