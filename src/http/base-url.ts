import { TLSSocket } from 'node:tls';
import type { Request } from 'express';

const SCIM_PATH = '/scim/v2';

/**
 * The bridge's address as clients see it: the configured public URL, else the address that the connection came
 * in on. Never the Host header, which anybody can set.
 */
export function createOrigin(publicUrl: string | undefined): (request: Request) => string {
  if (publicUrl !== undefined) {
    const origin = publicUrl.replace(/\/+$/, '');
    return () => origin;
  }
  return (request) => {
    const { localAddress = '127.0.0.1', localPort = 80 } = request.socket;
    const address = localAddress.replace(/^::ffff:/, '');
    const host = address.includes(':') ? `[${address}]` : address;
    const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
    return `${scheme}://${host}:${localPort}`;
  };
}

/** The SCIM root below it. */
export function createBaseUrl(publicUrl: string | undefined): (request: Request) => string {
  const origin = createOrigin(publicUrl);
  return (request) => `${origin(request)}${SCIM_PATH}`;
}
