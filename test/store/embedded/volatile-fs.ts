import fs from 'node:fs';
import { join } from 'node:path';
import { DurableNodeFS } from '../../../src/store/embedded/durable-fs.ts';

interface Undo {
  readonly position: number;
  readonly before: Buffer;
  readonly size: number;
}

type Operation = (...args: never[]) => unknown;

/**
 * Files whose writes are only safe once they are synced: `losePower` undoes, file by file, a random number of
 * the last writes since its last fsync. Names and folders survive.
 */
export class VolatileNodeFS extends DurableNodeFS {
  syncs = 0;
  readonly #root: string;
  readonly #undo = new Map<number, Undo[]>();

  constructor(root: string) {
    super(root, (refusal) => {
      throw refusal;
    });
    this.#root = root;
  }

  override async init(
    ...[pglite, options]: Parameters<DurableNodeFS['init']>
  ): ReturnType<DurableNodeFS['init']> {
    const prepared = await super.init(pglite, options);
    const preRun = prepared.emscriptenOpts.preRun ?? [];
    const watch = (module: object): void => this.#watch(readOperations(module));
    return { emscriptenOpts: { ...prepared.emscriptenOpts, preRun: [...preRun, watch] } };
  }

  losePower(): void {
    const files = fs.readdirSync(this.#root, { recursive: true, encoding: 'utf8' });
    for (const path of files.map((name) => join(this.#root, name))) {
      const undo = this.#undo.get(fs.lstatSync(path).ino);
      if (undo !== undefined) undoSome(path, undo);
    }
    this.#undo.clear();
  }

  #watch(operations: Record<'write' | 'fsync', Operation>): void {
    const { write, fsync } = operations;
    operations.write = (
      stream: { nfd: number },
      buffer: Uint8Array,
      offset: number,
      length: number,
      at: number,
    ) => {
      this.#remember(stream.nfd, length, at);
      return Reflect.apply(write, operations, [stream, buffer, offset, length, at]);
    };
    operations.fsync = (stream: { nfd?: number }) => {
      this.syncs++;
      if (stream.nfd !== undefined) this.#undo.delete(fs.fstatSync(stream.nfd).ino);
      return Reflect.apply(fsync, operations, [stream]);
    };
  }

  #remember(file: number, length: number, position: number): void {
    const { ino, size } = fs.fstatSync(file);
    const before = Buffer.alloc(Math.max(0, Math.min(length, size - position)));
    const reader = fs.openSync(`/proc/self/fd/${file}`, 'r');
    fs.readSync(reader, before, 0, before.length, position);
    fs.closeSync(reader);
    this.#undo.set(ino, [...(this.#undo.get(ino) ?? []), { position, before, size }]);
  }
}

function undoSome(path: string, undo: readonly Undo[]): void {
  const flushed = Math.floor(Math.random() * (undo.length + 1));
  const file = fs.openSync(path, 'r+');
  for (const { position, before, size } of undo.slice(flushed).reverse()) {
    fs.writeSync(file, before, 0, before.length, position);
    fs.ftruncateSync(file, size);
  }
  fs.closeSync(file);
}

function readOperations(module: object): Record<'write' | 'fsync', Operation> {
  const operations: unknown = Reflect.get(Reflect.get(module, 'NODEFS'), 'stream_ops');
  if (hasOperations(operations)) return operations;
  throw new Error('PGlite has changed: its NODEFS has no stream operations');
}

function hasOperations(value: unknown): value is Record<'write' | 'fsync', Operation> {
  return typeof value === 'object' && value !== null && 'write' in value && 'fsync' in value;
}
