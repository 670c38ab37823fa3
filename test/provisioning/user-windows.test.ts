import { beforeEach, describe, expect, it } from 'vitest';
import type { CallOptions } from '../../src/genesys/call-options.ts';
import { GenesysError } from '../../src/genesys/errors.ts';
import type { GenesysUser } from '../../src/genesys/models.ts';
import type { ListUsers } from '../../src/provisioning/upstream-pages.ts';
import { UserWindows } from '../../src/provisioning/user-windows.ts';

const CALL: CallOptions = { priority: 'interactive' };

function people(state: 'active' | 'inactive', count: number): GenesysUser[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${state}-${index}`;
    return { id, name: id, email: `${id}@example.com`, state, version: 1 };
  });
}

/** Lists as Genesys does: by number, inactive ones up to the 10,000th, and by cursor. */
class FakeGenesys implements ListUsers {
  readonly reads: string[] = [];
  readonly users: Record<'active' | 'inactive', GenesysUser[]>;
  /** Cursors given out before it are refused. */
  epoch = 0;
  failing = false;

  constructor(active: number, inactive: number) {
    this.users = { active: people('active', active), inactive: people('inactive', inactive) };
  }

  list: ListUsers['list'] = async ({ state, pageSize, pageNumber }) => {
    this.reads.push(`${state} ${pageNumber}`);
    if (this.failing) throw new Error('Genesys is away');
    const start = (pageNumber - 1) * pageSize;
    if (state === 'inactive' && start + pageSize > 10_000) throw refusal();
    return { users: this.users[state].slice(start, start + pageSize), total: this.users[state].length };
  };

  query: ListUsers['query'] = async ({ state, pageSize, cursor }) => {
    this.reads.push(`${state} from ${cursor ?? 'the first'}`);
    const [epoch, start] = (cursor ?? `${this.epoch}:0`).split(':').map(Number);
    if (start === undefined || epoch !== this.epoch) throw refusal();
    const end = start + pageSize;
    const all = state === 'any' ? Object.values(this.users).flat() : this.users[state];
    const users = all.slice(start, end);
    return { users, cursor: end < all.length ? `${this.epoch}:${end}` : undefined };
  };
}

function refusal(): GenesysError {
  return new GenesysError('refused', {
    code: 'genesys.refused',
    status: 502,
    operation: 'GET',
    genesysStatus: 400,
  });
}

let now = 0;
let removed: Set<string>;

function open(genesys: FakeGenesys): UserWindows {
  return new UserWindows({
    users: genesys,
    listRemovedIds: async () => removed,
    now: () => new Date(now),
  });
}

async function importAll(windows: UserWindows, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let startIndex = 1; ; startIndex += count) {
    const { users, total } = await windows.read({ startIndex, count }, CALL);
    ids.push(...users.map(({ id }) => id));
    if (startIndex + count > total) return ids;
  }
}

beforeEach(() => {
  now = 1_000_000;
  removed = new Set();
});

describe('an import in windows of 100', () => {
  it('reads each upstream page once', async () => {
    const genesys = new FakeGenesys(1_700, 600);
    const ids = await importAll(open(genesys), 100);
    expect(ids).toEqual([...genesys.users.active, ...genesys.users.inactive].map(({ id }) => id));
    expect(genesys.reads).toEqual([...new Set(genesys.reads)]);
    expect(new Set(genesys.reads)).toEqual(
      new Set(['active 1', 'active 2', 'active 3', 'active 4', 'inactive 1', 'inactive 2']),
    );
  });

  it('shares the pages with one that runs beside it', async () => {
    const genesys = new FakeGenesys(1_200, 0);
    const windows = open(genesys);
    await Promise.all([importAll(windows, 100), importAll(windows, 150)]);
    expect(genesys.reads.filter((read) => read === 'active 2')).toHaveLength(1);
    expect(genesys.reads.filter((read) => read === 'active 3')).toHaveLength(1);
  });

  it('reads a page again that is older than a minute', async () => {
    const genesys = new FakeGenesys(600, 0);
    const windows = open(genesys);
    await windows.read({ startIndex: 1, count: 100 }, CALL);
    now += 61_000;
    await windows.read({ startIndex: 101, count: 100 }, CALL);
    expect(genesys.reads.filter((read) => read === 'active 1')).toHaveLength(2);
  });

  it('reaches inactive people beyond the 10,000th, each page once', async () => {
    const genesys = new FakeGenesys(10, 12_345);
    const ids = await importAll(open(genesys), 200);
    expect(new Set(ids)).toEqual(
      new Set([...genesys.users.active, ...genesys.users.inactive].map(({ id }) => id)),
    );
    expect(ids).toHaveLength(12_355);
    const walked = genesys.reads.filter((read) => read.startsWith('inactive from 0:'));
    expect(walked).toEqual([...new Set(walked)]);
  });

  it('goes on when the cursor has expired in the middle', async () => {
    const genesys = new FakeGenesys(0, 11_000);
    const windows = open(genesys);
    await windows.read({ startIndex: 1, count: 200 }, CALL);
    await windows.read({ startIndex: 401, count: 200 }, CALL);
    genesys.epoch = 1;
    now += 61_000;
    const { users } = await windows.read({ startIndex: 10_801, count: 200 }, CALL);
    expect(users.map(({ id }) => id)).toEqual(genesys.users.inactive.slice(10_800).map(({ id }) => id));
  });
});

describe('tombstones among the inactive people', () => {
  it.each([7, 100, 450])('leave no gap in windows of %i and are not counted', async (count) => {
    const genesys = new FakeGenesys(3, 1_300);
    removed = new Set([0, 1, 2, 499, 500, 501, 777, 1_299].map((index) => `inactive-${index}`));
    removed.add('deleted-in-genesys');
    const windows = open(genesys);
    const ids = await importAll(windows, count);
    const visible = [...genesys.users.active, ...genesys.users.inactive].map(({ id }) => id);
    expect(ids).toEqual(visible.filter((id) => !removed.has(id)));
    expect((await windows.read({ startIndex: 1, count: 0 }, CALL)).total).toBe(1_295);
  });

  it('cost each inactive page once for an import', async () => {
    const genesys = new FakeGenesys(1_000, 3_000);
    removed = new Set(['inactive-5']);
    await importAll(open(genesys), 100);
    const later = genesys.reads.filter((read) => read.startsWith('inactive') && read !== 'inactive 1');
    expect(later).toEqual(['inactive 2', 'inactive 3', 'inactive 4', 'inactive 5', 'inactive 6']);
  });
});

describe('a list that begins at 1', () => {
  it('sees what has changed since the last one', async () => {
    const genesys = new FakeGenesys(5, 0);
    const windows = open(genesys);
    await windows.read({ startIndex: 1, count: 10 }, CALL);
    genesys.users.active.pop();
    const { users, total } = await windows.read({ startIndex: 1, count: 10 }, CALL);
    expect([users.length, total]).toEqual([4, 4]);
  });
});

describe('a page that continues a list', () => {
  it('is read again once a person on it was written to', async () => {
    const genesys = new FakeGenesys(600, 0);
    const windows = open(genesys);
    await windows.read({ startIndex: 1, count: 100 }, CALL);
    windows.forget('active-3');
    await windows.read({ startIndex: 101, count: 100 }, CALL);
    expect(genesys.reads.filter((read) => read === 'active 1')).toHaveLength(2);
  });

  it('is asked for again by whoever waited when the first to ask failed', async () => {
    const genesys = new FakeGenesys(600, 0);
    const windows = open(genesys);
    genesys.failing = true;
    const first = windows.readState('active', { startIndex: 501, count: 100 }, CALL);
    const second = windows.readState('active', { startIndex: 501, count: 100 }, CALL);
    genesys.failing = false;
    await expect(first).rejects.toThrow('away');
    expect((await second).users).toHaveLength(100);
  });
});

describe('a window', () => {
  it.each([
    [1, 0],
    [500, 1],
    [500, 2],
    [501, 500],
    [1_000, 3],
    [1_300, 200],
    [1_301, 200],
    [9_999, 10],
  ])('from %i with %i people holds exactly those', async (startIndex, count) => {
    const genesys = new FakeGenesys(1_000, 300);
    const all = [...genesys.users.active, ...genesys.users.inactive].map(({ id }) => id);
    const { users, total } = await open(genesys).read({ startIndex, count }, CALL);
    expect(users.map(({ id }) => id)).toEqual(all.slice(startIndex - 1, startIndex - 1 + count));
    expect(total).toBe(1_300);
  });
});
