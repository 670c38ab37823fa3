/** Serves the console's front end: its files, and the page for every address that the front end knows by itself. */

import { extname } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import type { ConsoleFiles } from './files.ts';

/** No script and no style but the build's own files; nothing is loaded from or sent to anywhere else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The build puts a hash of the content into the names of what lies here. */
const HASHED = 'assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';
const NOT_BUILT =
  'The console has not been built. Run: npm run build:console\n' +
  'A package from the registry and the container image contain it.\n';

type BuiltFile = NonNullable<ReturnType<ConsoleFiles['find']>>;

function choose(request: Request, { body, encoded }: BuiltFile) {
  const offered = (['br', 'gzip'] as const).filter((encoding) => encoded[encoding] !== undefined);
  const wanted = request.acceptsEncodings([...offered, 'identity']);
  const encoding = offered.find((each) => each === wanted);
  const compressed = encoding === undefined ? undefined : encoded[encoding];
  return compressed === undefined ? { body } : { body: compressed, encoding };
}

function send(request: Request, response: Response, name: string, file: BuiltFile): void {
  const { body, encoding } = choose(request, file);
  response.set({
    'Cache-Control': name.startsWith(HASHED) ? FOR_EVER : 'no-cache',
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (encoding !== undefined) response.set('Content-Encoding', encoding);
  response.type(extname(name)).set('Content-Length', String(body.length)).end(body);
}

/** What browsers are to know of every page of the console, beside what every answer says. */
export const setPageHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  });
  next();
};

/** To be mounted at /console; leaves to the next handler what is neither a file nor an address of the front end. */
export function servePages(files: ConsoleFiles): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    if (request.path === '/' && !request.originalUrl.split('?', 1)[0]?.endsWith('/')) {
      response.redirect(308, `${request.baseUrl}/`);
      return;
    }
    const path = request.path.slice(1);
    const isAddress = extname(path) === '';
    const page = isAddress ? files.readIndex() : undefined;
    if (isAddress && page === undefined) {
      response.status(503).type('text/plain').send(NOT_BUILT);
      return;
    }
    const file = page ?? files.find(path);
    if (file === undefined) return next();
    send(request, response, page === undefined ? path : 'index.html', file);
  };
}
