import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedPool } from '../../../src/store/embedded/pool.ts';
import { migrate } from '../../../src/store/migrations/run.ts';
import type { Database } from '../../../src/store/tables.ts';
import { silent } from '../silent.ts';

/** From this one on instances of two versions run side by side during an update. */
const FIRST_ADDITIVE = '0070';

/** What an instance of the version before would stumble over. */
const BREAKING: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['drops a table', /\bdrop\s+table\b/i],
  ['drops a column', /\bdrop\s+column\b/i],
  ['renames', /\brename\s+(?:to|column|constraint)\b/i],
  ['forbids null in a column', /\bset\s+not\s+null\b/i],
  ['changes the type of a column', /\balter\s+column\s+\S+\s+(?:set\s+data\s+)?type\b/i],
  ['empties a table', /\btruncate\b/i],
  [
    'adds a column that must be given',
    /\badd\s+column\s+(?:(?!\bdefault\b|,\s*add\b)[^;])*\bnot\s+null\b(?![^,;]*\bdefault\b)/i,
  ],
];

function findBreaking(statement: string): string[] {
  return BREAKING.flatMap(([what, pattern]) => (pattern.test(statement) ? [what] : []));
}

/** Statements by migration: Kysely notes each one's name when it is done. */
async function recordMigrations(): Promise<Map<string, string[]>> {
  const lite = await PGlite.create();
  const byName = new Map<string, string[]>();
  let statements: string[] = [];
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: new EmbeddedPool(lite) }),
    log: ({ query }) => {
      const { sql, parameters } = query;
      if (!/^insert into .*"kysely_migration" /.test(sql)) {
        statements.push(sql);
        return;
      }
      byName.set(String(parameters[0]), statements);
      statements = [];
    },
  });
  await migrate(db, silent);
  await lite.close();
  return byName;
}

describe('migrations', () => {
  let byName: Map<string, string[]>;

  beforeAll(async () => {
    byName = await recordMigrations();
  });

  it('are told apart', () => {
    expect([...byName.keys()].at(0)).toBe('0001-initial');
    expect(byName.get('0080-started-configuration')?.join()).toContain('bridge.started_configuration');
  });

  it('only add, so that an instance of the version before goes on beside', () => {
    const breaking = [...byName]
      .filter(([name]) => name >= FIRST_ADDITIVE)
      .flatMap(([name, statements]) =>
        statements.flatMap((statement) => findBreaking(statement).map((what) => `${name} ${what}`)),
      );
    expect(breaking).toEqual([]);
  });

  it.each([
    ['alter table bridge.person drop column wanted', 'drops a column'],
    ['alter table bridge.person add column a text not null', 'adds a column that must be given'],
    [
      'alter table bridge.person add column a text, add column b text not null',
      'adds a column that must be given',
    ],
    ['alter table bridge.person alter column wanted set not null', 'forbids null in a column'],
    ['alter table bridge.person rename column wanted to wish', 'renames'],
    ['alter table bridge.person alter column generation type bigint', 'changes the type of a column'],
  ])('are refused for: %s', (statement, what) => {
    expect(findBreaking(statement)).toContain(what);
  });

  it.each([
    'alter table bridge.person add column a text',
    "alter table bridge.person add column a text not null default ''",
    'create table bridge.new (id text not null)',
    'create index person_wanted on bridge.person (wanted)',
  ])('are taken for: %s', (statement) => {
    expect(findBreaking(statement)).toEqual([]);
  });
});
