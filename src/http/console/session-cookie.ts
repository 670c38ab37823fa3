/** Cookies of the console: never for scripts, never for another host, and only over https but on this machine. */

import type { CookieOptions, Request, Response } from 'express';
import { BridgeError } from '../../errors.ts';

/** The bridge's address as browsers see it; see base-url.ts. */
type Origin = (request: Request) => string;

export interface ConsoleCookie {
  /** Throws 403 where the cookie would be sent in the clear. */
  refuseInsecure(request: Request): void;
  read(request: Request): string | undefined;
  set(request: Request, response: Response, value: string, maxAgeMs: number): void;
  clear(request: Request, response: Response): void;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** A value of ours is base64url; of two cookies with one name none is taken. */
function findCookie(header: string, name: string): string | undefined {
  const values = header.split(';').flatMap((pair) => {
    const [key = '', value = ''] = pair.trim().split('=', 2);
    return key === name ? [value] : [];
  });
  const [value, ...others] = values;
  return others.length === 0 && value !== undefined && /^[\w-]{20,200}$/.test(value) ? value : undefined;
}

/** `__Host-`: no other host, not even one below the same domain, can have set it (RFC 6265bis section 4.1.3). */
export function createCookie(
  name: string,
  sameSite: 'strict' | 'lax',
  path: string,
  origin: Origin,
): ConsoleCookie {
  const isSecure = (request: Request) => origin(request).startsWith('https:');
  const nameFor = (request: Request) => (isSecure(request) ? `__Host-${name}` : name);
  const optionsFor = (request: Request): CookieOptions => {
    const secure = isSecure(request);
    return { httpOnly: true, sameSite, secure, path: secure ? '/' : path };
  };
  return {
    refuseInsecure: (request) => refuseReadableByOthers(request, isSecure(request)),
    read: (request) => findCookie(request.headers.cookie ?? '', nameFor(request)),
    set: (request, response, value, maxAge) => {
      response.cookie(nameFor(request), value, { ...optionsFor(request), maxAge });
    },
    clear: (request, response) => {
      response.clearCookie(nameFor(request), optionsFor(request));
    },
  };
}

/** Without TLS whoever is on the way could take the session; a browser on this machine has no way. */
function refuseReadableByOthers({ headers }: Request, isSecure: boolean): void {
  if (isSecure || LOOPBACK.test(headers.host ?? '')) return;
  throw new BridgeError(
    'The console lets nobody sign in over http: serve TLS (TLS_CERT_FILE), or set BRIDGE_BASE_URL to the https ' +
      'address of the proxy in front of the bridge',
    { code: 'console.insecure', status: 403 },
  );
}
