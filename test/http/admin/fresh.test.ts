import { expect, it } from 'vitest';
import { Fresh } from '../../../src/http/admin/fresh.ts';

it('reads once for all who ask meanwhile, and again when it is old', async () => {
  let now = 0;
  let reads = 0;
  const fresh = new Fresh(
    1_000,
    async () => (reads += 1),
    () => now,
  );
  expect(await Promise.all([fresh.get(), fresh.get()])).toEqual([1, 1]);
  now = 999;
  expect(await fresh.get()).toBe(1);
  now = 1_000;
  expect(await fresh.get()).toBe(2);
});

it('does not keep a failure', async () => {
  let reads = 0;
  const fresh = new Fresh(
    1_000,
    async () => {
      reads += 1;
      if (reads === 1) throw new Error('away');
      return reads;
    },
    () => 0,
  );
  await expect(fresh.get()).rejects.toThrow('away');
  expect(await fresh.get()).toBe(2);
});
