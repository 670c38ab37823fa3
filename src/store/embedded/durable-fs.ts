import { fsyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * PGlite's files on disk, with the fsync it lacks: its NODEFS has none, and without it a loss of power
 * leaves a database that does not open (electric-sql/pglite#1107).
 */
export class DurableNodeFS extends NodeFS {
  readonly #onRefusal: (refusal: DiskRefusal) => never;

  /** `onRefusal` ends the process. */
  constructor(folder: string, onRefusal: (refusal: DiskRefusal) => never) {
    super(folder);
    this.#onRefusal = onRefusal;
  }

  override async init(...[pglite, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const prepared = await super.init(pglite, options);
    const preRun = prepared.emscriptenOpts.preRun ?? [];
    const watch = (module: object): void => watchDisk(module, this.#onRefusal);
    return { emscriptenOpts: { ...prepared.emscriptenOpts, preRun: [...preRun, teachFsync, watch] } };
  }
}

/**
 * The disk is full or fails. PostgreSQL panics when it cannot write its log, and PGlite begins the same statement again
 * after a panic, for ever and without a turn of the event loop: so nothing may go on here. What is on the disk is as
 * after a crash.
 */
export class DiskRefusal extends Error {
  override readonly name = 'DiskRefusal';
  /** `ENOSPC` and the like. */
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(`the disk refused a write (${code})`, { cause });
    this.code = code;
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

/** Emscripten's numbers of what a disk says when it is full, over its quota, broken, read-only. */
const REFUSALS: ReadonlyMap<unknown, string> = new Map([
  [51, 'ENOSPC'],
  [19, 'EDQUOT'],
  [29, 'EIO'],
  [69, 'EROFS'],
  [22, 'EFBIG'],
]);

function watchDisk(module: object, onRefusal: (refusal: DiskRefusal) => never): void {
  const operations = streamOperations(module);
  for (const name of ['write', 'fsync']) {
    const operation = operations[name];
    if (typeof operation !== 'function') throw new Error(`PGlite has changed: its NODEFS has no ${name}`);
    operations[name] = (...parameters: unknown[]): unknown => {
      try {
        return Reflect.apply(operation, operations, parameters);
      } catch (error) {
        const refusal = toRefusal(error);
        if (refusal === undefined) throw error;
        return onRefusal(refusal);
      }
    };
  }
}

function toRefusal(error: unknown): DiskRefusal | undefined {
  if (!isRecord(error)) return undefined;
  const { errno, code } = error;
  const known = REFUSALS.get(errno) ?? [...REFUSALS.values()].find((name) => name === code);
  return known === undefined ? undefined : new DiskRefusal(known, error);
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
