import { fsyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * PGlite's files on disk, with the fsync it lacks: its NODEFS has none, and without it a loss of power
 * leaves a database that does not open (electric-sql/pglite#1107).
 */
export class DurableNodeFS extends NodeFS {
  override async init(...[pglite, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const prepared = await super.init(pglite, options);
    const preRun = prepared.emscriptenOpts.preRun ?? [];
    return { emscriptenOpts: { ...prepared.emscriptenOpts, preRun: [...preRun, teachFsync] } };
  }
}

/** fdatasync is a no-op in Emscripten, so PostgreSQL is told to use fsync, and `-F`, which forbids it, goes. */
export const DURABLE_START_PARAMS: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
  '-c',
  'shared_buffers=16MB',
];

interface NodeStream {
  readonly nfd?: number;
}

function teachFsync(module: object): void {
  const operations = streamOperations(module);
  operations.fsync = (stream: NodeStream): number => {
    if (stream.nfd !== undefined) fsyncSync(stream.nfd);
    return 0;
  };
}

/** Emscripten's types do not know the operations table of its file system on Node. */
function streamOperations(module: object): Record<string, unknown> {
  const nodeFs = 'NODEFS' in module ? module.NODEFS : undefined;
  const operations = isRecord(nodeFs) ? nodeFs.stream_ops : undefined;
  if (!isRecord(operations)) throw new Error('PGlite has changed: its NODEFS has no stream operations');
  return operations;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
