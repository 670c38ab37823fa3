/** A version of the bridge beside an older one on the same database: what migrations may do, and what the older one does. */

import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BREAKING, MIGRATIONS } from '../../../src/store/migrations/list.ts';
import { migrate, readSchemaVersion, SCHEMA } from '../../../src/store/migrations/run.ts';
import { silent } from '../silent.ts';
import { EMPTY, type OpenedDatabase } from './empty-databases.ts';
import { findBreaks, readShape, type Shape } from './schema-shape.ts';

/** From this one on instances of two versions run side by side during an update. */
const FIRST_ADDITIVE = '0070';

const add = (statement: string): Migration => ({
  up: async (db) => {
    await sql.raw(statement).execute(db);
  },
});

describe.each(EMPTY)('versions side by side, %s', (_name, open) => {
  let opened: OpenedDatabase;
  let latest: Shape;
  const shapes = new Map<string, Shape>();

  beforeAll(async () => {
    opened = await open();
    const migrator = new Migrator({
      db: opened.db,
      provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
      migrationTableSchema: SCHEMA,
    });
    for (const name of Object.keys(MIGRATIONS)) {
      const { error } = await migrator.migrateTo(name);
      if (error !== undefined) throw error;
      shapes.set(name, await readShape(opened.db));
    }
    latest = await readShape(opened.db);
  });

  afterAll(() => opened.close());

  it('each migration leaves all that the version before it uses', () => {
    const names = Object.keys(MIGRATIONS);
    const breaks = names.flatMap((name, index) => {
      const [before, after] = [shapes.get(names[index - 1] ?? ''), shapes.get(name)];
      if (before === undefined || after === undefined || name < FIRST_ADDITIVE || BREAKING.has(name))
        return [];
      return findBreaks(before, after).map((what) => `${name}: ${what}`);
    });
    expect(breaks).toEqual([]);
  });

  async function shapeAfter(statement: string): Promise<Shape> {
    const taken = Promise.withResolvers<Shape>();
    await opened.db
      .transaction()
      .execute(async (transaction) => {
        await sql.raw(statement).execute(transaction);
        taken.resolve(await readShape(transaction));
        throw new Error('roll back');
      })
      .catch(taken.reject);
    return await taken.promise;
  }

  it.each([
    ['drop table bridge.erasure', 'erasure is gone'],
    ['alter table bridge.person drop column updated_at', 'person.updated_at is gone'],
    ['alter table bridge.person rename column wanted to wish', 'person.wanted is gone'],
    [
      'alter table bridge.person alter column generation type bigint',
      'person.generation is bigint instead of integer',
    ],
    [
      'alter table bridge.person alter column offboarding_id set not null',
      'person.offboarding_id must be given',
    ],
    ['alter table bridge.person add column a text not null', 'person.a is new and must be given'],
    [
      'alter table bridge.offboarding alter column counted drop default',
      'offboarding.counted has lost its default',
    ],
    [
      'create unique index one on bridge.person (offboarding_id)',
      'person.one is new on columns that older versions write',
    ],
    [
      'alter table bridge.person add constraint c check (generation < 9)',
      'person.c is new on columns that older versions write',
    ],
    [
      "alter table bridge.person drop constraint person_wanted_check, add constraint person_wanted_check check (wanted = 'active')",
      'person.person_wanted_check is another',
    ],
    [
      'create table bridge.child (id text references bridge.client (name))',
      'child.child_id_fkey keeps rows of client from being deleted',
    ],
    [
      'alter table bridge.external_id drop constraint external_id_authority_user_id_key',
      'external_id.external_id_authority_user_id_key is gone',
    ],
    [
      'create trigger t before insert on bridge.person for each row execute function bridge.keep_audit()',
      'trigger t is new on person',
    ],
    ['drop trigger keep_audit on bridge.audit', 'trigger keep_audit is another'],
  ])('%s would be found', async (statement, what) => {
    expect(findBreaks(latest, await shapeAfter(statement))).toContain(what);
  });

  it.each([
    'alter table bridge.person add column a text',
    "alter table bridge.person add column a text not null default ''",
    'alter table bridge.person add column a text unique',
    'alter table bridge.person alter column updated_at drop not null',
    'create index i on bridge.person (wanted)',
    'create table bridge.child (id text primary key references bridge.client (name) on delete cascade)',
    'alter table bridge.person drop constraint person_wanted_check',
  ])('%s may be done', async (statement) => {
    expect(findBreaks(latest, await shapeAfter(statement))).toEqual([]);
  });

  it('a migration that others were in the way of is tried again', async () => {
    let attempts = 0;
    const disturbed: Migration = {
      up: async (db) => {
        attempts += 1;
        const state = attempts < 3 ? '40P01' : '00000';
        await sql
          .raw(
            `do $$ begin if '${state}' <> '00000' then raise exception using errcode = '${state}'; end if; end $$`,
          )
          .execute(db);
      },
    };
    const other = await open();
    await migrate(other.db, silent, {
      migrations: { ...MIGRATIONS, '9000-disturbed': disturbed },
      breaking: BREAKING,
    });
    expect(attempts).toBe(3);
    expect(await readSchemaVersion(other.db)).toMatchObject({ unknown: ['9000-disturbed'], pending: [] });
    await other.close();
  });

  it('an older version starts where all that it does not know only adds', async () => {
    const migrations = { ...MIGRATIONS, '9000-later': add('create table bridge.later (id text)') };
    await migrate(opened.db, silent, { migrations, breaking: BREAKING });
    await migrate(opened.db, silent);
    expect(await readSchemaVersion(opened.db)).toMatchObject({
      pending: [],
      unknown: ['9000-later'],
      incompatible: [],
    });
  });

  it('but not where it lacks something itself, as after a change of lines', async () => {
    const migrations = { ...MIGRATIONS, '8000-other': add('select 1') };
    await expect(migrate(opened.db, silent, { migrations, breaking: BREAKING })).rejects.toMatchObject({
      code: 'store.newer',
    });
  });

  it('nor where a newer version has said nothing, or that it breaks with what was', async () => {
    const later = { '9000-later': add('select 1'), '9001-breaking': add('drop table bridge.later') };
    const migrations = { ...MIGRATIONS, ...later };
    await migrate(opened.db, silent, { migrations, breaking: new Set(['9001-breaking']) });
    await expect(migrate(opened.db, silent)).rejects.toMatchObject({
      code: 'store.newer',
      message: expect.stringContaining('9000-later, 9001-breaking'),
    });
    expect(await readSchemaVersion(opened.db)).toMatchObject({ incompatible: ['9001-breaking'] });
  });
});
