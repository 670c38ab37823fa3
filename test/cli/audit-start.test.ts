/** What the audit trail says of each start. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditStart } from '../../src/cli/audit-start.ts';
import { readConfiguration } from '../../src/config/configuration.ts';
import { listAudit } from '../../src/store/audit.ts';
import { verifyAudit } from '../../src/store/audit-verification.ts';
import type { Store } from '../../src/store/open.ts';
import { engines, type TestDatabase } from '../store/engines.ts';

const SECRET = 'canary-genesys-secret';
const DATABASE = 'postgres://bridge:canary-database-password@db.example.com/bridge';
const WEBHOOK = 'notifications: { webhooks: { siem: { url: https://siem.example.com/canary-path } } }';
const KEY = Buffer.alloc(32, 7).toString('base64');

const folder = mkdtempSync(join(tmpdir(), 'bridge-audit-start-'));
const policyFile = join(folder, 'policy.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(engines)('a start on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  async function start(policy: string, env: Readonly<Record<string, string>> = {}) {
    writeFileSync(policyFile, `${policy}\n${WEBHOOK}`);
    const secrets = {
      GENESYSCLOUD_OAUTHCLIENT_SECRET: SECRET,
      DATABASE_URL: DATABASE,
      BRIDGE_ENCRYPTION_KEY: `2026:${KEY}`,
      BRIDGE_WEBHOOK_SECRETS: `siem:whsec_${KEY}`,
    };
    const configuration = readConfiguration({ env: { BRIDGE_CONFIG: policyFile, ...secrets, ...env } });
    const [last] = await listAudit(store.db, { limit: 1 });
    await auditStart(configuration, store, { instance: 'instance-1', at: new Date() });
    return (await listAudit(store.db, { limit: 5 })).filter(({ seq }) => seq > (last?.seq ?? 0)).reverse();
  }

  it('tells the whole configuration, then only what has changed, and of secrets that they have', async () => {
    const [started, first] = await start('guard: { deactivations: 50, within: 1h }');
    expect(started).toMatchObject({ actor: 'bridge', action: 'bridge.started', requestId: 'instance-1' });
    expect(first).toMatchObject({
      action: 'configuration.changed',
      detail: {
        digest: started?.detail.digest,
        changes: {
          'guard.deactivations': { to: '50' },
          'genesys.clientSecret': { to: '"(set)"' },
          'store.databaseUrl': { to: '"postgres://db.example.com/bridge"' },
        },
      },
    });

    const again = await start('guard: { deactivations: 50, within: 1h }');
    expect(again).toMatchObject([{ action: 'bridge.started', detail: { digest: started?.detail.digest } }]);

    const changed = await start('guard: { deactivations: 5, within: 1h }\naudit: { keep: 7y }', {
      GENESYSCLOUD_OAUTHCLIENT_SECRET: `${SECRET}-rotated`,
    });
    expect(changed[1]).toMatchObject({ detail: { before: started?.detail.digest } });
    expect(changed[1]?.detail.digest).not.toBe(started?.detail.digest);
    expect(changed[1]?.detail.changes).toEqual({
      'guard.deactivations': { from: '50', to: '5' },
      'audit.keep': { to: String(7 * 365 * 86_400_000) },
      'genesys.clientSecret': { from: '(a secret)', to: '(another)' },
    });

    const back = await start('guard: { deactivations: 5, within: 1h }', {
      BRIDGE_ENCRYPTION_KEY: `2026:${Buffer.alloc(32, 8).toString('base64')}`,
      DATABASE_URL: DATABASE.replace('canary', 'another'),
      GENESYSCLOUD_OAUTHCLIENT_SECRET: `${SECRET}-rotated`,
      BRIDGE_WEBHOOK_SECRETS: `siem:whsec_${Buffer.alloc(32, 9).toString('base64')}`,
    });
    expect(Object.keys(Object(back[1]?.detail.changes)).sort()).toEqual([
      'audit.keep',
      'encryptionKeys.2026',
      'store.databaseUrl',
      'webhooks.siem',
    ]);
    expect(await verifyAudit(store.db)).toMatchObject({ intact: true });
  });

  it('leaves no secret behind', async () => {
    const rows = [
      await store.db.selectFrom('started_configuration').selectAll().execute(),
      await listAudit(store.db, { limit: 100 }),
    ];
    expect(JSON.stringify(rows)).not.toMatch(/canary|another-database/);
    expect(JSON.stringify(rows)).not.toContain(KEY);
  });
});
