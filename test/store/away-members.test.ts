import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAwayMembers, forgetAwayMembers } from '../../src/store/away-members.ts';
import type { Store } from '../../src/store/open.ts';
import type { OffboardingStatus } from '../../src/store/tables.ts';
import { engines, type TestDatabase } from './engines.ts';

const at = new Date('2026-03-01T10:00:00Z');

describe.each(engines)('members who are away on $name', (engine) => {
  let database: TestDatabase;
  let store: Store;

  const leave = async (
    userId: string,
    groups: readonly string[],
    wanted: 'active' | 'inactive' | 'removed',
  ) => {
    const status: OffboardingStatus = wanted === 'active' ? 'restored' : 'complete';
    const snapshot = JSON.stringify({
      user: { name: `Name of ${userId}` },
      groups: groups.map((id) => ({ id, name: `Group ${id}` })),
    });
    await store.db
      .insertInto('offboarding')
      .values({
        id: `journey-${userId}`,
        user_id: userId,
        kind: 'deactivate',
        generation: 1,
        status,
        client_name: 'test',
        request_id: 'r',
        requested_at: at,
        snapshot,
      })
      .execute();
    await store.db
      .insertInto('person')
      .values({ user_id: userId, wanted, generation: 1, offboarding_id: `journey-${userId}`, updated_at: at })
      .execute();
  };
  const away = async (groupId: string) =>
    (await findAwayMembers(store.db, groupId)).map(({ id }) => id).sort();

  beforeAll(async () => {
    database = await engine.create();
    store = await database.open();
    await leave('a', ['g1', 'g2'], 'inactive');
    await leave('b', ['g1'], 'inactive');
    await leave('removed', ['g1'], 'removed');
    await leave('back', ['g1'], 'active');
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  it('are those who were in the group and are inactive', async () => {
    expect(await away('g1')).toEqual(['a', 'b']);
    expect(await away('g2')).toEqual(['a']);
    expect(await away('g3')).toEqual([]);
    expect(await findAwayMembers(store.db, 'g2')).toEqual([{ id: 'a', name: 'Name of a' }]);
  });

  it('are forgotten one by one, and what has been restored stays as it was', async () => {
    await forgetAwayMembers(store.db, 'g1', ['a', 'back', 'nobody']);
    expect(await away('g1')).toEqual(['b']);
    expect(await away('g2')).toEqual(['a']);
    const { snapshot } = await store.db
      .selectFrom('offboarding')
      .select('snapshot')
      .where('user_id', '=', 'back')
      .executeTakeFirstOrThrow();
    expect(snapshot).toMatchObject({ groups: [{ id: 'g1' }] });
    await forgetAwayMembers(store.db, 'g1', ['b']);
    expect(await away('g1')).toEqual([]);
  });
});
