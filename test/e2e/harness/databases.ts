/** The databases that the bridge is driven on: embedded always, PostgreSQL where a server is given. */

import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const ENGINES = process.env.TEST_DATABASE_URL === undefined ? ['embedded'] : ['embedded', 'postgres'];

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The setting for an empty database of one engine, and how to remove that database. */
export async function createDatabase(
  engine: string,
): Promise<{ readonly env: Readonly<Record<string, string>>; remove(): Promise<void> }> {
  if (engine === 'embedded') return { env: {}, remove: () => Promise.resolve() };
  const name = `bridge_e2e_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  return { env: { DATABASE_URL: url.href }, remove: () => administer(`drop database ${name} with (force)`) };
}
