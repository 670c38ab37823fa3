/** Secrets that are planted in requests and settings, and looked for in everything that is written. */

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const quote = (text: string) => JSON.stringify(text).slice(1, -1);

/** How a secret may look where it was copied to. */
function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    quote(secret),
    bytes.toString('base64').replace(/=+$/, '').slice(0, -1),
    bytes.toString('base64url').slice(0, -1),
    bytes.toString('hex'),
  ];
}

export class Canaries {
  readonly #secrets = new Map<string, string>();

  /** A new secret, in letters that no encoding changes. */
  plant(name: string): string {
    return this.watch(name, `canary${randomBytes(12).toString('hex')}`);
  }

  /** A secret that came from elsewhere. */
  watch(name: string, secret: string): string {
    this.#secrets.set(name, secret);
    return secret;
  }

  get names(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** Names of the secrets that are in it, in any disguise, with what stands around the first. */
  findIn(content: string | Buffer): string[] {
    const text = typeof content === 'string' ? content : content.toString('latin1');
    return [...this.#secrets].flatMap(([name, secret]) => {
      const found = disguises(secret).find((disguise) => text.includes(disguise));
      if (found === undefined) return [];
      const at = text.indexOf(found);
      return [`${name} in: ${text.slice(Math.max(0, at - 80), at)}[HERE]`];
    });
  }
}

/** Every file below a folder. */
export function readFiles(folder: string): { readonly name: string; readonly content: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, content: readFileSync(name) }));
}

/** Every row of every table of the bridge and its queue, as text. */
export async function readTables(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const contents: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      contents.push(name, ...rows.map(({ row }) => row));
    }
    return contents.join('\n');
  } finally {
    await client.end();
  }
}
