/**
 * The manifest of an export: what was asked, what came, and how to check the files. While the export is under way it is
 * also the place where it goes on.
 */

import { chmod, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';

const fileSchema = z.object({
  /** In the folder of the manifest. */
  name: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  state: z.enum(['waiting', 'running', 'complete']),
  jobId: z.string().optional(),
  query: z.record(z.string(), z.unknown()).optional(),
  /** Where the next page begins. */
  cursor: z.string().optional(),
  conversations: z.number(),
  bytes: z.number(),
  sha256: z.string().optional(),
  /** Genesys' data lake knew everything up to then. */
  dataAvailabilityDate: z.string().optional(),
});

const manifestSchema = z.object({
  document: z.literal('genesys-scim-bridge/conversation-export'),
  version: z.literal(1),
  userId: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().optional(),
  conversations: z.number(),
  bytes: z.number(),
  files: z.array(fileSchema),
  notes: z.array(z.string()),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ExportedFile = Manifest['files'][number];

const NAME = 'manifest.json';

/** Undefined where there is none. Throws `cli.export-unreadable` for what is no manifest of this version. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): BridgeError {
  return new BridgeError(`${path} is no manifest that can be read: give another --output`, {
    code: 'cli.export-unreadable',
    status: 500,
    cause,
  });
}

/** As a whole or not at all, whatever dies meanwhile. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, NAME);
  const next = `${path}.next`;
  const file = await open(next, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // The mode of `open` counts for new files only.
  await chmod(next, 0o600);
  await rename(next, path);
}
