/**
 * Writes the conversations of one person into a folder, window by window and page by page. After each page file and
 * manifest are on the disk: whatever ends the command, the next one goes on there.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { AdminClient } from '../admin-client.ts';
import type { Progress } from '../progress.ts';
import { type ExportedFile, type Manifest, readManifest, writeManifest } from './manifest.ts';
import { nameWindow, splitIntoWindows } from './windows.ts';

export interface ExportOrder {
  readonly userId: string;
  readonly since: Date;
  /** The time of the command unless given. */
  readonly until: Date | undefined;
  readonly folder: string;
  /** Begins anew where another export is. */
  readonly overwrite: boolean;
}

const OWN_FILE = /^conversations-.*\.ndjson$|^manifest\.json(\.next)?$/;
const PAGE_SIZE = 500;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** An outage of Genesys or a restart of the bridge is waited for; what lasts longer ends the command, to be repeated. */
const MOST_REPEATS = 30;

/** The help page on retention of analytics data says so. */
const NOTES: readonly string[] = [
  'One conversation to a line (NDJSON), as the Platform API has it; sha256 is of the whole file.',
  'Genesys keeps conversation details for the lifespan of the contract, or as long as the organisation has set ' +
    '(maximum interaction data retention time, 90 days to 5 years): what it has deleted is not in here.',
];

const startedSchema = z.object({ jobId: z.string(), query: z.record(z.string(), z.unknown()) });
const jobSchema = z.object({ state: z.string(), errorMessage: z.string().optional() });
const pageSchema = z.object({
  conversations: z.array(z.record(z.string(), z.unknown())),
  cursor: z.string().optional(),
  dataAvailabilityDate: z.string().optional(),
});

export async function runExport(
  order: ExportOrder,
  admin: AdminClient,
  progress: Progress,
): Promise<Manifest> {
  const begun = await openManifest(order);
  return begun.completedAt === undefined ? await new Run(order, begun, admin, progress).finish() : begun;
}

/** The manifest to go on with, or a new one. */
async function openManifest(order: ExportOrder): Promise<Manifest> {
  const { folder, userId, since, overwrite } = order;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = overwrite ? undefined : await readManifest(folder);
  if (found === undefined) return await beginAnew(order);
  const isSame = found.userId === userId && found.since === since.toISOString();
  const isSameEnd = order.until === undefined || found.until === order.until.toISOString();
  if (isSame && isSameEnd) return found;
  throw otherExport(`${folder} has the export of ${found.userId} since ${found.since}`);
}

function otherExport(what: string): BridgeError {
  return new BridgeError(`${what}: give another --output, or --overwrite`, {
    code: 'cli.export-other',
    status: 500,
  });
}

/** What is there is overwritten only by somebody who says so, and nothing of it is left among the new files. */
async function beginAnew(order: ExportOrder): Promise<Manifest> {
  const { folder, overwrite } = order;
  const there = (await readdir(folder)).filter((name) => OWN_FILE.test(name));
  if (there.length > 0 && !overwrite) throw otherExport(`${folder} has ${there[0]} without a manifest`);
  for (const name of there) await rm(join(folder, name));
  return newManifest(order, new Date());
}

function newManifest({ userId, since, until }: ExportOrder, now: Date): Manifest {
  const end = until ?? now;
  return {
    document: 'genesys-scim-bridge/conversation-export',
    version: 1,
    userId,
    since: since.toISOString(),
    until: end.toISOString(),
    startedAt: now.toISOString(),
    conversations: 0,
    bytes: 0,
    files: splitIntoWindows(since, end).map((window) => ({
      name: `conversations-${nameWindow(window)}.ndjson`,
      from: window.from.toISOString(),
      to: window.to.toISOString(),
      state: 'waiting',
      conversations: 0,
      bytes: 0,
    })),
    notes: [...NOTES],
  };
}

class Run {
  readonly #order: ExportOrder;
  readonly #admin: AdminClient;
  readonly #progress: Progress;
  #manifest: Manifest;

  constructor(order: ExportOrder, manifest: Manifest, admin: AdminClient, progress: Progress) {
    this.#order = order;
    this.#manifest = manifest;
    this.#admin = admin;
    this.#progress = progress;
  }

  async finish(): Promise<Manifest> {
    await this.#save();
    for (const { name } of this.#manifest.files) {
      const file = this.#file(name);
      if (file.state !== 'complete') await this.#fetch(name);
    }
    const late = this.#manifest.files.some(isBehind);
    await this.#save({
      completedAt: new Date().toISOString(),
      notes: late
        ? [
            ...this.#manifest.notes,
            "Genesys' data lake was behind: the latest conversations may be missing; see dataAvailabilityDate.",
          ]
        : this.#manifest.notes,
    });
    return this.#manifest;
  }

  /** A job whose results have expired is begun again, and its file with it. */
  async #fetch(name: string): Promise<void> {
    try {
      await this.#fetchOnce(name);
    } catch (error) {
      if (!(error instanceof BridgeError) || error.status !== 410) throw error;
      await this.#change(name, { jobId: undefined, cursor: undefined, conversations: 0, bytes: 0 });
      await this.#fetchOnce(name);
    }
  }

  async #fetchOnce(name: string): Promise<void> {
    const jobId = this.#file(name).jobId ?? (await this.#start(name));
    await this.#waitFor(name, jobId);
    const path = join(this.#order.folder, name);
    const { bytes } = this.#file(name);
    const target = await open(path, bytes === 0 ? 'w' : 'r+', 0o600);
    try {
      // What was written after the last manifest belongs to a page that is read again.
      await target.truncate(bytes);
      await this.#readPages(name, jobId, target);
    } finally {
      await target.close();
    }
    const { conversations } = this.#file(name);
    if (conversations === 0) await rm(path);
    const sha256 = conversations === 0 ? undefined : await hashFile(path);
    await this.#change(name, { state: 'complete', cursor: undefined, sha256 });
  }

  async #start(name: string): Promise<string> {
    const { from, to } = this.#file(name);
    const startedInside = from !== this.#manifest.since;
    const path = `/users/${this.#order.userId}/conversation-jobs`;
    const { jobId, query } = startedSchema.parse(
      await this.#patiently(() => this.#admin.post(path, { from, to, startedInside })),
    );
    await this.#change(name, { jobId, query, state: 'running' });
    return jobId;
  }

  async #waitFor(name: string, jobId: string): Promise<void> {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const { state, errorMessage } = jobSchema.parse(await this.#get(jobId));
      if (state === 'FULFILLED') return;
      if (state !== 'QUEUED' && state !== 'PENDING') {
        await this.#change(name, { jobId: undefined });
        throw new BridgeError(`Genesys' job ${jobId} is ${state}${errorMessage ? `: ${errorMessage}` : ''}`, {
          code: 'cli.export-job',
          status: 500,
        });
      }
      this.#show();
      await pause(wait);
    }
  }

  async #readPages(name: string, jobId: string, target: FileHandle): Promise<void> {
    for (;;) {
      const { cursor, bytes, conversations } = this.#file(name);
      // Without a cursor the first page is meant: what is there already came without one to follow.
      if (cursor === undefined && conversations > 0) return;
      const place = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = pageSchema.parse(await this.#get(`${jobId}/results?pageSize=${PAGE_SIZE}${place}`));
      const text = page.conversations.map((conversation) => `${JSON.stringify(conversation)}\n`).join('');
      const written = Buffer.from(text);
      await target.write(written, 0, written.length, bytes);
      await target.sync();
      await this.#change(name, {
        cursor: page.cursor,
        bytes: bytes + written.length,
        conversations: conversations + page.conversations.length,
        dataAvailabilityDate: page.dataAvailabilityDate,
      });
      if (page.cursor === undefined) return;
    }
  }

  #get(path: string): Promise<unknown> {
    return this.#patiently(() => this.#admin.get(`/users/${this.#order.userId}/conversation-jobs/${path}`));
  }

  async #patiently(ask: () => Promise<unknown>): Promise<unknown> {
    for (let repeat = 0; ; repeat += 1) {
      try {
        return await ask();
      } catch (error) {
        const mayPass = error instanceof BridgeError && (error.status === 503 || error.status === 429);
        if (!mayPass || repeat >= MOST_REPEATS) throw error;
        await pause((error.retryAfterSeconds ?? 5) * 1_000);
      }
    }
  }

  #file(name: string): ExportedFile {
    const file = this.#manifest.files.find((each) => each.name === name);
    if (file === undefined) throw new Error(`the manifest has no file ${name}`);
    return file;
  }

  async #change(name: string, change: Partial<ExportedFile>): Promise<void> {
    const files = this.#manifest.files.map((file) => (file.name === name ? { ...file, ...change } : file));
    const sum = (part: 'conversations' | 'bytes') => files.reduce((total, file) => total + file[part], 0);
    await this.#save({ files, conversations: sum('conversations'), bytes: sum('bytes') });
    this.#show();
  }

  async #save(change: Partial<Manifest> = {}): Promise<void> {
    this.#manifest = { ...this.#manifest, ...change };
    await writeManifest(this.#order.folder, this.#manifest);
  }

  #show(): void {
    const { files, conversations } = this.#manifest;
    const done = files.filter(({ state }) => state === 'complete').length;
    this.#progress.show(done, files.length, conversations);
  }
}

function isBehind({ to, dataAvailabilityDate }: ExportedFile): boolean {
  return dataAvailabilityDate !== undefined && Date.parse(dataAvailabilityDate) < Date.parse(to);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(Buffer.from(chunk));
  return hash.digest('hex');
}
