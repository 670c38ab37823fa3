/** Can an identity provider reach the bridge, and for how long will it take its certificate. */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import type { Configuration } from '../../config/configuration.ts';
import { describeReason, type Finding } from './finding.ts';

const DAY_MS = 86_400_000;
const EXPIRES_SOON_MS = 30 * DAY_MS;
const PATIENCE_MS = 10_000;

export function judgeCertificate(validTo: Date, whose: string, now: Date): Finding {
  const left = validTo.getTime() - now.getTime();
  const end = validTo.toISOString();
  if (left > EXPIRES_SOON_MS) {
    return { check: 'certificate', severity: 'ok', finding: `${whose} is valid until ${end}` };
  }
  return {
    check: 'certificate',
    severity: left <= 0 ? 'failure' : 'warning',
    finding: `${whose} ${left <= 0 ? 'expired' : 'expires'} at ${end}`,
    cause: 'identity providers refuse an expired certificate, and then nobody is deactivated',
    cure: 'renew it; the bridge takes a new file without a restart',
  };
}

function judgeFile({ tls }: Configuration, now: Date): Finding[] {
  if (tls === undefined) return [];
  try {
    const certificate = new X509Certificate(readFileSync(tls.certFile));
    return [judgeCertificate(new Date(certificate.validTo), `the certificate in ${tls.certFile}`, now)];
  } catch (error) {
    return [
      {
        check: 'certificate',
        severity: 'failure',
        finding: `TLS_CERT_FILE names ${tls.certFile}, which is no certificate that can be read`,
        cause: describeReason(error),
        cure: 'give a PEM file that this user may read',
      },
    ];
  }
}

/** End of the certificate that is shown there, trusted or not: whether it is, the request itself finds out. */
function readShownCertificate(url: URL): Promise<Date | undefined> {
  const { promise, resolve } = Promise.withResolvers<Date | undefined>();
  const port = url.port === '' ? 443 : Number(url.port);
  // Nothing is sent: an untrusted certificate is looked at, not believed.
  const socket = connect({ host: url.hostname, port, servername: url.hostname, rejectUnauthorized: false });
  const finish = (end: Date | undefined): void => {
    socket.destroy();
    resolve(end);
  };
  socket.setTimeout(PATIENCE_MS, () => finish(undefined));
  socket.once('error', () => finish(undefined));
  socket.once('secureConnect', () => finish(new Date(socket.getPeerCertificate().valid_to)));
  return promise;
}

async function judgeShownCertificate(baseUrl: string, now: Date): Promise<Finding[]> {
  const url = new URL(baseUrl);
  if (url.protocol !== 'https:') return [];
  const end = await readShownCertificate(url);
  return end === undefined || Number.isNaN(end.getTime())
    ? []
    : [judgeCertificate(end, `the certificate at ${url.host}`, now)];
}

/** Without a token: 401 is what a bridge answers, and whatever else is none. */
async function judgeReach(base: string, whenSilent: Pick<Finding, 'severity' | 'cause' | 'cure'>) {
  const url = `${base}/scim/v2/Users`;
  const check = 'SCIM base URL';
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.status === 401) {
      return { check, severity: 'ok', finding: `${base}/scim/v2 answers` } as const;
    }
    return {
      check,
      severity: 'failure',
      finding: `${url} answers ${response.status}, and a bridge would answer 401`,
      cause: 'something else answers there, or a proxy changes path or headers',
      cure: 'let the proxy pass on path, bodies and headers unchanged, or correct BRIDGE_BASE_URL',
    } as const;
  } catch (error) {
    const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { check, finding: `${url} does not answer (${describeReason(reason)})`, ...whenSilent };
  }
}

function describeOwnAddress({ listen, tls }: Configuration): string {
  const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const host = everywhere[listen.host] ?? listen.host;
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listen.port}`;
}

export async function examineEndpoint(configuration: Configuration, now: Date): Promise<Finding[]> {
  const { baseUrl } = configuration;
  const file = judgeFile(configuration, now);
  if (baseUrl === undefined) {
    const reach = await judgeReach(describeOwnAddress(configuration), {
      severity: 'note',
      cause: 'no bridge runs here, and BRIDGE_BASE_URL is not set',
      cure: "start it with 'serve', or set BRIDGE_BASE_URL to the URL that the identity provider calls",
    });
    return [...file, reach];
  }
  const reach = await judgeReach(baseUrl, {
    severity: 'failure',
    cause: 'no bridge runs behind it, or DNS, proxy, firewall or certificate are in the way from here',
    cure: "start the bridge with 'serve'; then look at name, proxy and certificate of BRIDGE_BASE_URL",
  });
  return [...file, ...(await judgeShownCertificate(baseUrl, now)), reach];
}
