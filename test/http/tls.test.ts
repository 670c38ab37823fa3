/**
 * TLS served by the bridge itself. The certificates were made with
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=first bridge" ...`
 */

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { createBaseUrl } from '../../src/http/base-url.ts';
import { listen, type RunningServer } from '../../src/http/listen.ts';
import type { TlsFiles } from '../../src/http/tls.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { eventually } from '../e2e/harness/processes.ts';
import { silent } from '../store/silent.ts';

const CERTIFICATES = fileURLToPath(new URL('./certificates', import.meta.url));
const pem = (name: string) => readFileSync(join(CERTIFICATES, `${name}.pem`));
const folder = mkdtempSync(join(tmpdir(), 'bridge-tls-'));
const files: TlsFiles = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
const warnings: string[] = [];
let server: RunningServer | undefined;

function install(name: string): void {
  copyFileSync(join(CERTIFICATES, `${name}-key.pem`), files.keyFile);
  copyFileSync(join(CERTIFICATES, `${name}.pem`), files.certFile);
}

async function start(more: Partial<TlsFiles> = {}): Promise<string> {
  const scim = Router().use((request, response) => {
    response.json({ url: createBaseUrl(undefined)(request) });
  });
  const health = { ready: async () => undefined, metrics: async () => '' };
  const rooms = { scim, admin: Router(), oauth: Router(), health, log: silent, metrics: new Metrics() };
  const log = { info: () => undefined, warn: (message: string) => void warnings.push(message) };
  server = await listen(createApp(rooms), '127.0.0.1', 0, {
    files: { ...files, ...more },
    log,
    lookEveryMs: 20,
  });
  return server.url;
}

interface Answer {
  readonly subject: string;
  readonly protocol: string | null;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function ask(url: string, options: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const agent = new Agent({ maxCachedSessions: 0 });
  const trust = { ca: [pem('first'), pem('second')], agent, ...options };
  return new Promise((resolve, reject) => {
    get(`${url}/scim/v2`, trust, (response) => {
      const socket = response.socket as TLSSocket;
      const answer = {
        subject: String(socket.getPeerCertificate().subject.CN),
        protocol: socket.getProtocol(),
        headers: response.headers,
      };
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve({ ...answer, body }));
    }).on('error', reject);
  });
}

beforeEach(() => install('first'));

afterEach(async () => {
  await server?.close(0);
  server = undefined;
  warnings.length = 0;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('TLS', () => {
  it('is served with the certificate, and links say https', async () => {
    const url = await start();
    expect(url).toMatch(/^https:/);
    const { subject, protocol, headers, body } = await ask(url);
    expect([subject, protocol]).toEqual(['first bridge', 'TLSv1.3']);
    expect(JSON.parse(body)).toEqual({ url: `${url}/scim/v2` });
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('is version 1.2 or later', async () => {
    const url = await start();
    expect((await ask(url, { maxVersion: 'TLSv1.2' })).protocol).toBe('TLSv1.2');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(ask(url, old)).rejects.toThrow(/protocol version|version/i);
  });

  it('leaves nobody who speaks plain HTTP in', async () => {
    const url = await start();
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow();
  });

  it('shows the new certificate when the files have changed', async () => {
    const url = await start();
    expect((await ask(url)).subject).toBe('first bridge');
    install('second');
    const subject = async () => (await ask(url)).subject;
    await eventually(async () => ((await subject()) === 'second bridge' ? true : undefined), 'the reload');
  });

  it('keeps the certificate in use when the new one is none, and says so', async () => {
    const url = await start();
    writeFileSync(files.certFile, 'nothing');
    server?.reloadCertificate();
    expect((await ask(url)).subject).toBe('first bridge');
    expect(warnings).toContain('the new certificate cannot be used; the one in use stays');
  });

  it.each([
    [
      'certificate and key do not belong together',
      { certFile: join(CERTIFICATES, 'second.pem') },
      'must hold a',
    ],
    ['a file is missing', { keyFile: '/nowhere/key.pem' }, 'TLS_KEY_FILE names /nowhere/key.pem'],
    ['a file is no PEM', { certFile: fileURLToPath(import.meta.url) }, 'must hold a certificate in PEM'],
  ])('does not start when %s', async (_title, more, message) => {
    await expect(start(more)).rejects.toMatchObject({
      code: 'http.bad-certificate',
      message: expect.stringContaining(message),
    });
  });
});

describe('with an authority for clients', () => {
  const clientCaFile = join(CERTIFICATES, 'client.pem');

  it('only callers with one of its certificates get in', async () => {
    const url = await start({ clientCaFile });
    const own = { cert: pem('client'), key: pem('client-key') };
    expect((await ask(url, own)).subject).toBe('first bridge');
    await expect(ask(url)).rejects.toThrow();
    await expect(ask(url, { cert: pem('second'), key: pem('second-key') })).rejects.toThrow();
  });

  it('also after a reload', async () => {
    const url = await start({ clientCaFile });
    server?.reloadCertificate();
    await expect(ask(url)).rejects.toThrow();
    expect((await ask(url, { cert: pem('client'), key: pem('client-key') })).subject).toBe('first bridge');
  });
});
