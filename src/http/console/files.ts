/**
 * The console's front end as its build left it, in memory. Only what was found there can be asked for, so that no
 * path leads out of the folder.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run build:console` writes; the same seen from src/http/console and from dist/http/console. */
const FOLDER = fileURLToPath(new URL('../../../dist/console', import.meta.url));
const INDEX = 'index.html';

const SUFFIXES = { br: '.br', gzip: '.gz' } as const;

type Encoding = keyof typeof SUFFIXES;

interface BuiltFile {
  readonly body: Buffer;
  readonly etag: string;
  /** Compressed by the build. */
  readonly encoded: Readonly<Partial<Record<Encoding, Buffer>>>;
}

function readFolder(folder: string): ReadonlyMap<string, BuiltFile> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const compressed = new Set(
    Object.values(SUFFIXES).flatMap((suffix) => names.map((name) => `${name}${suffix}`)),
  );
  const read = (name: string) => readFileSync(join(folder, name));
  const files = names
    .filter((name) => !compressed.has(name))
    .map((name): [string, BuiltFile] => {
      const body = read(name);
      const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
      const encodings = Object.entries(SUFFIXES).filter(([, suffix]) => names.includes(`${name}${suffix}`));
      const encoded = encodings.map(([encoding, suffix]) => [encoding, read(`${name}${suffix}`)]);
      // Weak: it is the same file in every encoding.
      return [name.replaceAll(sep, '/'), { body, etag: `W/"${hash}"`, encoded: Object.fromEntries(encoded) }];
    });
  return new Map(files);
}

export class ConsoleFiles {
  readonly #folder: string;
  #files: ReadonlyMap<string, BuiltFile> = new Map();
  #version = '';

  constructor(folder: string = FOLDER) {
    this.#folder = folder;
  }

  /** The page itself; undefined when the console has not been built. Takes up a newer build. */
  readIndex(): BuiltFile | undefined {
    const found = statSync(join(this.#folder, INDEX), { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    // Every build writes it anew, with the names of the files of that build.
    const version = `${found.mtimeMs} ${found.size}`;
    if (version !== this.#version) {
      this.#files = readFolder(this.#folder);
      this.#version = version;
    }
    return this.#files.get(INDEX);
  }

  /** A file of the build that was taken up last; `path` is relative, with slashes. */
  find(path: string): BuiltFile | undefined {
    if (this.#version === '') this.readIndex();
    return this.#files.get(path);
  }
}
