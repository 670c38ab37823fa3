import { TLSSocket } from 'node:tls';
import type { RequestHandler } from 'express';

const HEADERS = Object.entries({
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  // No answer is a page: nothing in it is to be run, framed or followed.
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
});

const HSTS = 'max-age=31536000';

/** As the OWASP REST security cheat sheet has them; HSTS where the bridge itself serves TLS. */
export const setSecurityHeaders: RequestHandler = (request, response, next) => {
  for (const [name, value] of HEADERS) response.setHeader(name, value);
  if (request.socket instanceof TLSSocket) response.setHeader('Strict-Transport-Security', HSTS);
  next();
};
