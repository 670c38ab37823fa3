import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStore, type Store } from '../../src/store/open.ts';
import { prepareDataFolder } from './prepared-folder.ts';
import { silent } from './silent.ts';

/** An empty database of one kind. */
export interface TestDatabase {
  open(): Promise<Store>;
  remove(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  create(): Promise<TestDatabase>;
}

export { silent };

const embedded: Engine = {
  name: 'embedded',
  async create() {
    const root = mkdtempSync(join(tmpdir(), 'bridge-store-'));
    prepareDataFolder(join(root, 'data'));
    return {
      open: () => openStore({ dataFolder: join(root, 'data'), log: silent }),
      remove: async () => rmSync(root, { recursive: true, force: true }),
    };
  },
};

function postgres(server: string): Engine {
  return {
    name: 'postgres',
    async create() {
      const database = `bridge_test_${randomBytes(6).toString('hex')}`;
      await administer(server, `create database ${database}`);
      const url = new URL(server);
      url.pathname = `/${database}`;
      return {
        open: () => openStore({ databaseUrl: url.href, dataFolder: 'unused', log: silent }),
        remove: () => administer(server, `drop database ${database} with (force)`),
      };
    },
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const server = process.env.TEST_DATABASE_URL;

/** The embedded engine always; PostgreSQL where `TEST_DATABASE_URL` names a server to make databases on. */
export const postgresEngines: readonly Engine[] = server ? [postgres(server)] : [];
export const engines: readonly Engine[] = [embedded, ...postgresEngines];

process.stdout.write(`store engines under test: ${engines.map(({ name }) => name).join(', ')}\n`);
