import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BridgeError } from '../errors.ts';

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle time of common load balancers, so that they close first. */
const KEEP_ALIVE_MS = 65_000;

function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): BridgeError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'the port is in use; stop the other process or set another PORT',
    EACCES: 'this user may not open the port; set a PORT above 1023',
    EADDRNOTAVAIL: 'this machine has no such address; correct HOST',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new BridgeError(`cannot listen on ${host}:${port}: ${reason}`, {
    code: 'http.cannot-listen',
    status: 500,
    cause: error,
  });
}

export interface RunningServer {
  readonly url: string;
  /** Stops accepting, lets requests finish for at most `graceMs`, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** Fails early when the port is taken: before a database is opened for nothing. */
export async function checkPort(host: string, port: number): Promise<void> {
  const server = await listen(() => undefined, host, port);
  await server.close(0);
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

export function listen(handler: RequestListener, host: string, port: number): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explainListenError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address() satisfies AddressInfo | string | null;
      const actualPort = typeof address === 'object' && address !== null ? address.port : port;
      const shownHost = host.includes(':') ? `[${host}]` : host;
      resolve({
        url: `http://${shownHost}:${actualPort}`,
        close: (graceMs) => closeServer(server, graceMs),
      });
    });
  });
}
