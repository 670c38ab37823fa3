import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { UserRecord } from '../../../src/simulator/organisation/model.ts';
import { OrderedUsers } from '../../../src/simulator/organisation/ordered-users.ts';
import { seedOrganisation } from '../../../src/simulator/organisation/seed-organisation.ts';

const people = seedOrganisation({ users: 40, queues: 0, skills: undefined, seed: 1 }).users.all();

function listOf(users: readonly UserRecord[]): OrderedUsers {
  const list = new OrderedUsers();
  for (const user of users) list.add(user);
  return list;
}

const ordinals = (users: readonly UserRecord[]) => users.map(({ ordinal }) => ordinal);
const some = fc.shuffledSubarray([...people]);
const size = fc.nat(12);

it('keeps the order of creation, whoever comes and goes in whatever order', () => {
  fc.assert(
    fc.property(some, fc.shuffledSubarray([...people]), (users, leavers) => {
      const list = listOf(users);
      const leaving = leavers.filter((user) => users.includes(user));
      for (const user of leaving) list.remove(user);
      const left = ordinals(users.filter((user) => !leaving.includes(user))).sort((a, b) => a - b);
      expect(ordinals(list.all())).toEqual(left);
    }),
  );
});

it('pages as a plain list would be cut, from either end', () => {
  fc.assert(
    fc.property(some, fc.nat(45), size, fc.boolean(), (users, start, count, descending) => {
      const list = listOf(users);
      const sorted = [...list.all()];
      if (descending) sorted.reverse();
      expect(list.page({ start, size: count, descending })).toEqual(sorted.slice(start, start + count));
    }),
  );
});

it('goes on after an ordinal, present or not', () => {
  const from = fc.option(fc.nat(45), { nil: undefined });
  fc.assert(
    fc.property(some, from, size, fc.boolean(), (users, ordinal, count, descending) => {
      const list = listOf(users);
      const beyond = (user: UserRecord) =>
        ordinal === undefined || (descending ? user.ordinal < ordinal : user.ordinal > ordinal);
      const sorted = [...list.all()];
      if (descending) sorted.reverse();
      const wanted = sorted.filter(beyond).slice(0, count);
      expect(list.after({ ordinal, size: count, descending })).toEqual(wanted);
    }),
  );
});
