/** The certificate that the bridge shows, read from files at the start and again when they change. */

import { X509Certificate } from 'node:crypto';
import { readFileSync, type Stats, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { BridgeError } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Callers have to show a certificate that one of these authorities issued. */
  readonly clientCaFile?: string | undefined;
}

/** Takes a new certificate for connections to come. */
interface SecureServer {
  setSecureContext(context: SecureContextOptions): void;
}

const LOOK_EVERY_MS = 5_000;

function refuse(what: string, cause: unknown): BridgeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new BridgeError(`cannot serve TLS: ${what} (${reason})`, {
    code: 'http.bad-certificate',
    status: 500,
    cause,
  });
}

function readPem(variable: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw refuse(`${variable} names ${path}, which cannot be read`, error);
  }
}

/** Throws `http.bad-certificate` when a file is missing or holds something else, or key and certificate differ. */
export function readCertificate({ certFile, keyFile, clientCaFile }: TlsFiles): SecureContextOptions {
  const context: SecureContextOptions = {
    cert: readPem('TLS_CERT_FILE', certFile),
    key: readPem('TLS_KEY_FILE', keyFile),
    minVersion: 'TLSv1.2',
    ...(clientCaFile === undefined ? {} : { ca: readPem('TLS_CLIENT_CA_FILE', clientCaFile) }),
  };
  try {
    createSecureContext(context);
  } catch (error) {
    throw refuse(
      `${certFile} and ${keyFile} must hold a certificate in PEM and its key, without passphrase`,
      error,
    );
  }
  return context;
}

/** What tells one certificate from another. */
export interface CertificateIdentity {
  /** SHA-256, in hex with colons. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly validTo: string;
}

/** Of the first certificate in the file, which is the one that is shown. */
function identifyCertificate({ certFile }: TlsFiles): CertificateIdentity {
  const { fingerprint256, subject, validTo } = new X509Certificate(readPem('TLS_CERT_FILE', certFile));
  return { fingerprint: fingerprint256, subject, validTo };
}

export interface CertificateWatch {
  /** Reads the files now. A bad certificate is logged, and the one in use stays. */
  reload(): void;
  stop(): void;
}

/** Looks at the files by name, so that links which move to a new folder are noticed too. */
export function watchCertificate(
  server: SecureServer,
  files: TlsFiles,
  log: Pick<Logger, 'info' | 'warn'>,
  everyMs = LOOK_EVERY_MS,
  onReload?: (certificate: CertificateIdentity) => void,
): CertificateWatch {
  const paths = [files.certFile, files.keyFile, files.clientCaFile].filter((path) => path !== undefined);
  let shown = identifyCertificate(files).fingerprint;
  const reload = (): void => {
    try {
      server.setSecureContext(readCertificate(files));
      log.info('the certificate was read again', { file: files.certFile });
      const certificate = identifyCertificate(files);
      if (certificate.fingerprint !== shown) onReload?.(certificate);
      shown = certificate.fingerprint;
    } catch (error) {
      log.warn('the new certificate cannot be used; the one in use stays', { error });
    }
  };
  const look = (now: Stats, before: Stats): void => {
    if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino) reload();
  };
  for (const path of paths) watchFile(path, { interval: everyMs, persistent: false }, look);
  return {
    reload,
    stop: () => {
      for (const path of paths) unwatchFile(path, look);
    },
  };
}
