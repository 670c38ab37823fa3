import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AdminClient } from '../../../src/cli/admin-client.ts';
import { type ExportOrder, runExport } from '../../../src/cli/export/run-export.ts';
import { BridgeError } from '../../../src/errors.ts';

const SILENT = { show: () => undefined, end: () => undefined };
const PAGES = [['a', 'b'], ['c']];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function order(more: Partial<ExportOrder> = {}): ExportOrder {
  const since = new Date('2026-01-01');
  return { userId: 'u', since, until: new Date('2026-01-08'), folder, overwrite: false, ...more };
}

/** A bridge with one job; `before` may fail a request. */
function bridge(before: (path: string) => void = () => undefined): AdminClient & { jobs: number } {
  return {
    jobs: 0,
    async post(path) {
      before(path);
      this.jobs += 1;
      return { jobId: `job${this.jobs}`, query: {} };
    },
    async get(path) {
      before(path);
      if (!path.includes('/results')) return { state: 'FULFILLED' };
      const index = Number(new URL(path, 'http://bridge.test').searchParams.get('cursor') ?? 0);
      const conversations = (PAGES[index] ?? []).map((conversationId) => ({ conversationId, end: null }));
      return { conversations, ...(index + 1 < PAGES.length ? { cursor: String(index + 1) } : {}) };
    },
  };
}

function linesOf(): unknown[] {
  const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.ndjson'));
  const text = readFileSync(join(folder, name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).conversationId);
}

it('writes what came as it came, and does nothing when it is done', async () => {
  const manifest = await runExport(order(), bridge(), SILENT);
  expect([manifest.conversations, linesOf()]).toEqual([3, ['a', 'b', 'c']]);
  const idle = bridge(() => expect.fail('nothing is left to ask'));
  expect(await runExport(order(), idle, SILENT)).toEqual(manifest);
});

it('reads a page again that was written and not noted, and never twice into the file', async () => {
  const broken = bridge((path) => {
    if (path.includes('cursor=1')) throw new Error('killed');
  });
  await expect(runExport(order(), broken, SILENT)).rejects.toThrow('killed');
  const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.ndjson'));
  writeFileSync(join(folder, name), `{"conversationId":"${'half'.repeat(100)}`, { flag: 'a' });
  const next = bridge();
  await runExport(order(), next, SILENT);
  expect([linesOf(), next.jobs]).toEqual([['a', 'b', 'c'], 0]);
});

it('begins a part again whose results have expired', async () => {
  let expired = false;
  const forgetful = bridge((path) => {
    if (!path.includes('cursor=1') || expired) return;
    expired = true;
    throw new BridgeError('gone', { code: 'cli.refused', status: 410 });
  });
  await runExport(order(), forgetful, SILENT);
  expect([linesOf(), forgetful.jobs]).toEqual([['a', 'b', 'c'], 2]);
});

it('touches neither another export nor a file that it does not know, unless told to', async () => {
  await runExport(order(), bridge(), SILENT);
  await expect(runExport(order({ userId: 'v' }), bridge(), SILENT)).rejects.toMatchObject({
    code: 'cli.export-other',
  });
  rmSync(join(folder, 'manifest.json'));
  await expect(runExport(order(), bridge(), SILENT)).rejects.toMatchObject({ code: 'cli.export-other' });
  writeFileSync(join(folder, 'notes.txt'), 'kept');
  const manifest = await runExport(order({ userId: 'v', overwrite: true }), bridge(), SILENT);
  expect(manifest.userId).toBe('v');
  expect(readdirSync(folder)).toContain('notes.txt');
});
