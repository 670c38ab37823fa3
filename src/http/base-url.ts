import type { Request } from 'express';

/**
 * The SCIM root as clients see it: the configured public URL, else the address that the connection came in
 * on. Never the Host header, which anybody can set.
 */
export function createBaseUrl(publicUrl: string | undefined): (request: Request) => string {
  if (publicUrl !== undefined) {
    const root = `${publicUrl.replace(/\/+$/, '')}/scim/v2`;
    return () => root;
  }
  return (request) => {
    const { localAddress = '127.0.0.1', localPort = 80 } = request.socket;
    const address = localAddress.replace(/^::ffff:/, '');
    const host = address.includes(':') ? `[${address}]` : address;
    return `http://${host}:${localPort}/scim/v2`;
  };
}
