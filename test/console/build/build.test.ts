/** Holds the build to its budget and to the strict policy for content that it is served with. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../../src/console/build/build-console.ts';
import { hashSources } from '../../../src/console/build/source-hash.ts';

const FIRST_LOAD_BUDGET_BYTES = 200_000;
const WORTH_COMPRESSING_BYTES = 500;

const folder = mkdtempSync(join(tmpdir(), 'console-build-'));
let page: string;

beforeAll(async () => {
  await buildConsole(folder);
  page = readFileSync(join(folder, 'index.html'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Files that the page names: those of the first load. */
function filesOfPage(): string[] {
  return [...page.matchAll(/(?:src|href)="\/console\/([^"]+)"/g)].map((match) => match[1] ?? '');
}

/** As a browser that takes Brotli gets it. */
function sizeOf(name: string): number {
  const path = join(folder, name);
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

describe('the build of the console', () => {
  it('needs at most 200 kB for the first load', () => {
    const sizes = ['index.html', ...filesOfPage()].map(sizeOf);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_BUDGET_BYTES);
  });

  it('has no script and no style within the page', () => {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/);
  });

  it('names every file by its content, and takes nothing from elsewhere', () => {
    const names = filesOfPage();
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) expect(name).toMatch(/^assets\/[\w-]+-[\w-]{8}\.\w+$/);
    expect(page).not.toMatch(/https?:\/\/|\/\//);
  });

  it('compresses scripts and styles, which stay the same', () => {
    const names = readdirSync(join(folder, 'assets')).filter((name) => /\.(?:js|css)$/.test(name));
    for (const name of names) {
      const path = join(folder, 'assets', name);
      if (statSync(path).size < WORTH_COMPRESSING_BYTES) continue;
      const content = readFileSync(path);
      expect(brotliDecompressSync(readFileSync(`${path}.br`)).equals(content)).toBe(true);
      expect(gunzipSync(readFileSync(`${path}.gz`)).equals(content)).toBe(true);
    }
  });
});

it('notices every change of a source', () => {
  const sources = mkdtempSync(join(tmpdir(), 'console-sources-'));
  const change = (name: string, content: string) => {
    writeFileSync(join(sources, name), content);
    return hashSources(sources, []);
  };
  const hashes = [change('a.ts', '1'), change('a.ts', '2'), change('b.ts', ''), change('b.ts', '2')];
  expect(new Set(hashes).size).toBe(4);
  expect(hashSources(sources, [])).toBe(hashes.at(-1));
  rmSync(sources, { recursive: true });
});
