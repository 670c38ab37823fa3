/**
 * Each start in the audit trail: with which configuration, and what of it has changed since the last one. The id of the
 * instance ties together what it tells of itself.
 */

import { randomBytes, scrypt } from 'node:crypto';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import type { Configuration } from '../config/configuration.ts';
import { digestSettings, listSecrets, listSettings } from '../config/settings.ts';
import type { CertificateIdentity } from '../http/tls.ts';
import { recordAudit } from '../store/audit.ts';
import type { Store } from '../store/open.ts';
import { findStarted, type StartedConfiguration, saveStarted } from '../store/started-configuration.ts';
import type { Logger } from '../telemetry/logger.ts';

interface Change {
  readonly from?: string;
  readonly to?: string;
}

const derive = promisify<string, string, number, Buffer>(scrypt);

/** Slow on purpose: a database's password may be one that can be guessed. */
async function fingerprint(secret: string, salt: string): Promise<string> {
  return (await derive(secret, salt, 16)).toString('hex');
}

/** The same salt as before, so that an unchanged secret has an unchanged fingerprint. */
async function describeStart(
  configuration: Configuration,
  salt = randomBytes(16).toString('hex'),
): Promise<StartedConfiguration> {
  const settings = listSettings(configuration);
  const secrets: Record<string, string> = {};
  for (const [name, secret] of Object.entries(listSecrets(configuration))) {
    secrets[name] = await fingerprint(secret, salt);
  }
  return { digest: digestSettings(settings), settings, salt, secrets };
}

function compare(
  before: StartedConfiguration | undefined,
  now: StartedConfiguration,
): Record<string, Change> {
  const changes: Record<string, Change> = {};
  const old = before?.settings ?? {};
  for (const name of new Set([...Object.keys(old), ...Object.keys(now.settings)])) {
    const [from, to] = [old[name], now.settings[name]];
    if (from === to) continue;
    changes[name] = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  }
  for (const [name, print] of Object.entries(now.secrets)) {
    const known = before?.secrets[name];
    if (known !== undefined && known !== print) changes[name] = { from: '(a secret)', to: '(another)' };
  }
  return changes;
}

/** Instances on one database share the comparison: each is compared with whichever started before it. */
export async function auditStart(
  configuration: Configuration,
  store: Store,
  { instance, at }: { readonly instance: string; readonly at: Date },
): Promise<void> {
  const before = await findStarted(store.db);
  const now = await describeStart(configuration, before?.salt);
  const changes = compare(before, now);
  const { digest } = now;
  await store.db.transaction().execute(async (transaction) => {
    await saveStarted(transaction, now);
    const entry = {
      at,
      actor: 'bridge',
      requestId: instance,
      detail: { digest, host: hostname(), database: store.kind },
    };
    await recordAudit(transaction, { ...entry, action: 'bridge.started' });
    if (Object.keys(changes).length === 0) return;
    const detail = { ...entry.detail, before: before?.digest, changes };
    await recordAudit(transaction, { ...entry, action: 'configuration.changed', detail });
  });
}

/** The one part of the configuration that changes without a start. A failure is logged: the certificate is in use. */
export function auditCertificate(
  store: Store,
  log: Pick<Logger, 'warn'>,
  certificate: CertificateIdentity,
  instance: string,
  at = new Date(),
): void {
  const detail = { ...certificate, host: hostname() };
  const entry = { at, actor: 'bridge', requestId: instance, detail };
  recordAudit(store.db, { ...entry, action: 'certificate.changed' }).catch((error: unknown) =>
    log.warn('a new certificate was not audited', { error }),
  );
}
