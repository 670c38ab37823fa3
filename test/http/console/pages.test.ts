import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import express from 'express';
import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleFiles } from '../../../src/http/console/files.ts';
import { servePages, setPageHeaders } from '../../../src/http/console/pages.ts';
import { setSecurityHeaders } from '../../../src/http/security-headers.ts';

const INDEX = '<!doctype html><title>Console</title>';
const SCRIPT = 'console.log("a script")';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-files-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function build(): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), INDEX);
  writeFileSync(join(folder, 'assets/app-x1.js'), SCRIPT);
}

function serve(): express.Express {
  const app = express().set('etag', false);
  app.use(setSecurityHeaders);
  app.use('/console', setPageHeaders, servePages(new ConsoleFiles(folder)));
  return app;
}

it('says how the console is built when it is not', async () => {
  const app = serve();
  const { status, text } = await request(app).get('/console/');
  expect([status, text]).toEqual([503, expect.stringContaining('npm run build:console')]);
  build();
  expect((await request(app).get('/console/')).text).toBe(INDEX);
});

it('leads to the folder', async () => {
  build();
  const { status, headers } = await request(serve()).get('/console?x=1');
  expect([status, headers.location]).toEqual([308, '/console/']);
});

it.each(['/console/', '/console/people', '/console/people/0a1b/journeys', '/console/index.html'])(
  'answers %s with the page, to be asked for again',
  async (path) => {
    build();
    const { status, text, headers } = await request(serve()).get(path);
    expect([status, text, headers['cache-control']]).toEqual([200, INDEX, 'no-cache']);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  },
);

it('lets hashed files be kept for ever', async () => {
  build();
  const { status, text, headers } = await request(serve()).get('/console/assets/app-x1.js');
  expect([status, text]).toEqual([200, SCRIPT]);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
});

it('runs no script and takes no style but its own', async () => {
  build();
  const { headers } = await request(serve()).get('/console/');
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  });
});

it('sends what the build has compressed to whoever takes it', async () => {
  build();
  const compressed = Buffer.from('CwuAY29uc29sZS5sb2coImEgc2NyaXB0IikD', 'base64');
  writeFileSync(join(folder, 'assets/app-x1.js.br'), compressed);
  const ask = (encodings: string) =>
    request(serve())
      .get('/console/assets/app-x1.js')
      .set('Accept-Encoding', encodings)
      .responseType('blob')
      .buffer(true);
  const { headers } = await ask('gzip, br');
  expect(headers).toMatchObject({
    'content-encoding': 'br',
    'content-length': String(compressed.length),
    vary: 'Accept-Encoding',
    'content-type': 'text/javascript; charset=utf-8',
  });
  expect(String(brotliDecompressSync(compressed))).toBe(SCRIPT);
  expect((await ask('gzip')).headers['content-encoding']).toBeUndefined();
  expect((await ask('br;q=0')).headers['content-encoding']).toBeUndefined();
  // The compressed twin has no address of its own.
  expect((await request(serve()).get('/console/assets/app-x1.js.br')).status).toBe(404);
});

it('sends nothing again that the browser has, and takes up a new build', async () => {
  build();
  const app = serve();
  const { headers } = await request(app).get('/console/');
  const again = () =>
    request(app)
      .get('/console/')
      .set('If-None-Match', headers.etag ?? '');
  expect((await again()).status).toBe(304);
  writeFileSync(join(folder, 'index.html'), `${INDEX}<p>new`);
  expect((await again()).status).toBe(200);
});

it.each([
  '/console/assets/app-x2.js',
  '/console/../package.json',
  '/console/%2e%2e/package.json',
  '/console/assets/..%2f..%2fpackage.json',
  '/console/favicon.ico',
])('has no %s', async (path) => {
  build();
  expect((await request(serve()).get(path)).status).toBe(404);
});

it('takes no POST', async () => {
  build();
  expect((await request(serve()).post('/console/')).status).toBe(404);
});
