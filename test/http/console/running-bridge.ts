/** Whole bridges in this process, for what browsers do with them; Genesys Cloud is out of reach. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningBridge, runBridge } from '../../../src/cli/run-bridge.ts';
import { readConfiguration } from '../../../src/config/configuration.ts';
import { listAudit, type RecordedEntry } from '../../../src/store/audit.ts';
import { createCredential } from '../../../src/store/credentials.ts';
import type { Store } from '../../../src/store/open.ts';
import { engines, silent } from '../../store/engines.ts';

const NOWHERE = 'http://127.0.0.1:9';

export interface BridgeSettings {
  /** The policy file. */
  readonly policy?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class Installation {
  readonly store: Store;
  readonly #folder: string;
  readonly #bridges: RunningBridge[] = [];
  readonly #remove: () => Promise<void>;

  private constructor(folder: string, store: Store, remove: () => Promise<void>) {
    this.#folder = folder;
    this.store = store;
    this.#remove = remove;
  }

  static async open(): Promise<Installation> {
    const [embedded] = engines;
    if (embedded === undefined) throw new Error('no engine');
    const database = await embedded.create();
    const folder = mkdtempSync(join(tmpdir(), 'console-'));
    return new Installation(folder, await database.open(), database.remove);
  }

  /** One more instance on the same database; answers its URL. */
  async startBridge({ policy = '', env = {} }: BridgeSettings = {}): Promise<string> {
    const path = join(this.#folder, `policy-${this.#bridges.length}.yaml`);
    writeFileSync(path, policy);
    const configuration = readConfiguration({ env: { PORT: '0', BRIDGE_CONFIG: path, ...env } });
    const access = { gateway: NOWHERE, clients: [{ clientId: 'bridge', clientSecret: 'secret' }] } as const;
    const bridge = await runBridge(configuration, access, this.store, silent);
    this.#bridges.push(bridge);
    return bridge.url;
  }

  async createToken(client: string, scopes: readonly string[] = ['admin'], expiresAt?: Date) {
    return await createCredential(this.store.db, {
      client,
      scopes,
      now: new Date(),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
  }

  /** Entries of the audit trail with this action, newest first. */
  async audited(action: string): Promise<RecordedEntry[]> {
    const entries = await listAudit(this.store.db, { limit: 500 });
    return entries.filter((entry) => entry.action === action);
  }

  async close(): Promise<void> {
    for (const bridge of this.#bridges) await bridge.close();
    await this.store.close();
    await this.#remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
