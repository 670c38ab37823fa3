import { copyFileSync } from 'node:fs';
import { get } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { prepareDataFolder } from '../store/prepared-folder.ts';
import { eventually, freePort, launch, makeFolder, removeFolder, runCommand } from './harness/processes.ts';

const CERTIFICATES = fileURLToPath(new URL('../http/certificates', import.meta.url));

/** Name in the certificate of the bridge, once it is ready. */
function readName(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const url = `https://127.0.0.1:${port}/readyz`;
    get(url, { rejectUnauthorized: false, agent: false }, (response) => {
      const { subject } = (response.socket as TLSSocket).getPeerCertificate();
      response
        .resume()
        .on('end', () => resolve(response.statusCode === 200 ? String(subject.CN) : undefined));
    }).on('error', () => resolve(undefined));
  });
}

it('is served when a certificate is given, read again on SIGHUP, and stops cleanly', async () => {
  const folder = await makeFolder();
  prepareDataFolder(`${folder}/data`);
  const install = (name: string): void => {
    copyFileSync(`${CERTIFICATES}/${name}.pem`, `${folder}/cert.pem`);
    copyFileSync(`${CERTIFICATES}/${name}-key.pem`, `${folder}/key.pem`);
  };
  install('first');
  const port = await freePort();
  const env = {
    PORT: String(port),
    BRIDGE_DATA: `${folder}/data`,
    GENESYSCLOUD_GATEWAY: 'http://127.0.0.1:9',
    GENESYSCLOUD_OAUTHCLIENT_ID: 'bridge',
    GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret',
    TLS_CERT_FILE: `${folder}/cert.pem`,
    TLS_KEY_FILE: `${folder}/key.pem`,
  };
  const bridge = launch(['serve'], env);
  expect(await eventually(() => readName(port), 'readiness', 40_000)).toBe('first bridge');
  // It listens before it says so.
  const address = `https://127.0.0.1:${port}/scim/v2`;
  await eventually(
    async () => (bridge.output().includes(address) ? true : undefined),
    `a line with ${address}`,
  );
  install('second');
  bridge.process.kill('SIGHUP');
  const second = async () => ((await readName(port)) === 'second bridge' ? true : undefined);
  await eventually(second, 'the reload', 4_000);
  expect(await bridge.end()).toBe(0);
  const { stdout } = await runCommand(['audit', 'export'], env);
  const entries = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const changes = entries.filter(({ action }) => action === 'certificate.changed');
  expect(changes).toMatchObject([{ actor: 'bridge', detail: { subject: 'CN=second bridge' } }]);
  const { status, stderr } = await runCommand(['serve'], { ...env, TLS_KEY_FILE: '' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('TLS needs TLS_CERT_FILE and TLS_KEY_FILE')]);
  await removeFolder(folder);
});
