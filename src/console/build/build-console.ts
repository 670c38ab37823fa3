/** Builds the console's front end into a folder: files named by their content, and compressed once and for all. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
/** Smaller ones gain nothing. */
const WORTH_COMPRESSING_BYTES = 500;

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < WORTH_COMPRESSING_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }));
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }));
}

export async function buildConsole(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: SOURCE,
    base: '/console/',
    publicDir: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2024',
      // The policy for content allows no data: address for scripts and styles, and every file is worth its cache.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  const files = await readdir(outDir, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  await Promise.all(paths.map(compress));
}
