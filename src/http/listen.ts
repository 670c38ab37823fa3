import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { BridgeError } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type CertificateIdentity, readCertificate, type TlsFiles, watchCertificate } from './tls.ts';

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
  /** Reads the certificate again; nothing to do without TLS. */
  reloadCertificate(): void;
  /** Stops accepting, lets requests finish for at most `graceMs`, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** Fails early when the port is taken: before a database is opened for nothing. */
export async function checkPort(host: string, port: number): Promise<void> {
  const server = await listen(() => undefined, host, port);
  await server.close(0);
}

/**
 * Says with the last answer on each connection that it is the last: a client that keeps connections would otherwise
 * go on sending over them until they are cut.
 */
class LastAnswers {
  readonly #underWay = new Set<ServerResponse>();
  #ending = false;

  follow(handler: RequestListener): RequestListener {
    return (request, response) => {
      this.#underWay.add(response);
      response.once('close', () => this.#underWay.delete(response));
      if (this.#ending) response.setHeader('Connection', 'close');
      handler(request, response);
    };
  }

  end(): void {
    this.#ending = true;
    for (const response of this.#underWay) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
  }
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

export interface TlsOptions {
  readonly files: TlsFiles;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** How often the files are looked at; five seconds unless given. */
  readonly lookEveryMs?: number;
  /** Told of each certificate that is shown instead of the one before. */
  readonly onReload?: (certificate: CertificateIdentity) => void;
}

/** With `tls` callers are served over TLS and nothing else; throws `http.bad-certificate`. */
function open(handler: RequestListener, tls: TlsOptions | undefined) {
  const timeouts = { keepAliveTimeout: KEEP_ALIVE_MS };
  if (tls === undefined) return { server: createServer(timeouts, handler), certificate: undefined };
  const { files, log, lookEveryMs, onReload } = tls;
  const requestCert = files.clientCaFile !== undefined;
  const server = createTlsServer(
    { ...timeouts, ...readCertificate(files), requestCert, rejectUnauthorized: requestCert },
    handler,
  );
  return { server, certificate: watchCertificate(server, files, log, lookEveryMs, onReload) };
}

export async function listen(
  handler: RequestListener,
  host: string,
  port: number,
  tls?: TlsOptions,
): Promise<RunningServer> {
  const lastAnswers = new LastAnswers();
  const { server, certificate } = open(lastAnswers.follow(handler), tls);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  return await new Promise((resolve, reject) => {
    server.once('error', (error) => {
      certificate?.stop();
      reject(explainListenError(error, host, port));
    });
    server.listen(port, host, () => {
      const address = server.address() satisfies AddressInfo | string | null;
      const actualPort = typeof address === 'object' && address !== null ? address.port : port;
      const shownHost = host.includes(':') ? `[${host}]` : host;
      resolve({
        url: `${tls === undefined ? 'http' : 'https'}://${shownHost}:${actualPort}`,
        reloadCertificate: () => certificate?.reload(),
        close: (graceMs) => {
          certificate?.stop();
          lastAnswers.end();
          return closeServer(server, graceMs);
        },
      });
    });
  });
}
