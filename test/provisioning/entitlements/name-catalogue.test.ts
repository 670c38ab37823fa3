import { beforeEach, describe, expect, it } from 'vitest';
import { NameCatalogue } from '../../../src/provisioning/entitlements/name-catalogue.ts';

const CALL = { priority: 'interactive' } as const;
const MINUTE = 60_000;

let reads: number;
let now: number;
let entries: { id: string; name: string; state?: string }[];
let catalogue: NameCatalogue;

beforeEach(() => {
  reads = 0;
  now = 0;
  entries = [
    { id: '1', name: 'French' },
    { id: '2', name: 'french' },
    { id: '3', name: 'Old', state: 'inactive' },
  ];
  catalogue = new NameCatalogue({
    read: async () => {
      reads += 1;
      return [...entries];
    },
    now: () => new Date(now),
  });
});

const idsOf = async (...names: string[]) => (await catalogue.find(names, CALL)).map((entry) => entry?.id);

describe('a catalogue of names', () => {
  it('prefers the exact spelling, takes any case, and has only what can be assigned', async () => {
    expect(await idsOf('french', 'FRENCH', 'Old', 'German')).toEqual(['2', '1', undefined, undefined]);
  });

  it('is read once for many names at once, and again after a few minutes', async () => {
    await Promise.all([idsOf('French'), idsOf('french')]);
    now = 4 * MINUTE;
    await idsOf('French');
    expect(reads).toBe(1);
    now = 6 * MINUTE;
    await idsOf('French');
    expect(reads).toBe(2);
  });

  it('is read again when it lacks a name, but not again and again', async () => {
    await idsOf('French');
    entries.push({ id: '4', name: 'German' });
    now = MINUTE;
    expect(await idsOf('German')).toEqual(['4']);
    await idsOf('Klingon');
    await idsOf('Klingon');
    expect(reads).toBe(2);
  });

  it('does not remember a failure, and is not read for nothing', async () => {
    const failing = new NameCatalogue({
      read: async () => {
        reads += 1;
        if (reads === 1) throw new Error('no answer');
        return entries;
      },
      now: () => new Date(now),
    });
    expect(await failing.find([], CALL)).toEqual([]);
    await expect(failing.find(['French'], CALL)).rejects.toThrow('no answer');
    expect(await failing.find(['French'], CALL)).toMatchObject([{ id: '1' }]);
  });
});
