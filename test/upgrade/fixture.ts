/** Databases of earlier versions, as `make-fixture.ts` left them. */

import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** Protects nothing: the people of these databases are simulated. */
export const ENCRYPTION_KEY = `fixture:${Buffer.alloc(32, 7).toString('base64')}`;

const uuid = z.uuid();
export const fixtureSchema = z.object({
  tokens: z.object({ scim: z.string(), admin: z.string() }),
  people: z.object({
    /** Deactivated, all of it done. */
    left: uuid,
    /** By a SCIM DELETE. */
    removed: uuid,
    /** Deactivated and activated again. */
    returned: uuid,
    /** Locked out; the release waits. */
    open: uuid,
  }),
  audit: z.object({ entries: z.number(), head: z.object({ position: z.number(), hash: z.string() }) }),
  rows: z.record(z.string(), z.number()),
});
export type Fixture = z.infer<typeof fixtureSchema>;

const FOLDER = new URL('fixtures/', import.meta.url);

export const FIXTURES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.slice(0, -'.sql'.length));

export function readFixture(name: string): { readonly known: Fixture; readonly sql: string } {
  const read = (extension: string) => readFileSync(new URL(`${name}.${extension}`, FOLDER), 'utf8');
  return { known: fixtureSchema.parse(JSON.parse(read('json'))), sql: read('sql') };
}
