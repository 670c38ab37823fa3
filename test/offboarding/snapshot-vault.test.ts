import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/offboarding/snapshot.ts';
import { SnapshotVault } from '../../src/offboarding/snapshot-vault.ts';

const SNAPSHOT: Snapshot = {
  takenAt: '2026-03-01T12:00:00.000Z',
  unfinishedReturn: false,
  inherited: false,
  user: { name: 'Ada Lovelace', email: 'ada@example.com', state: 'active', version: 7 },
  roles: [{ roleId: 'agent', divisionId: 'home' }],
  queues: [],
  groups: [{ id: 'pilots', name: 'Pilots' }, { id: 'crew' }],
  lostGroups: [],
  station: {},
  skills: [],
  languages: [],
  unread: [],
};

const key = (id: string) => ({ id, secret: randomBytes(32) });
const stored = (value: unknown) => JSON.parse(JSON.stringify(value));
const missing = (id: string) => expect.objectContaining({ message: expect.stringContaining(`key '${id}'`) });

describe('SnapshotVault', () => {
  it('leaves snapshots as they are without a key, and reads them once there is one', () => {
    const plain = new SnapshotVault().seal(SNAPSHOT, 'ada');
    expect(plain).toEqual(SNAPSHOT);
    expect(new SnapshotVault([key('a')]).open(stored(plain), 'ada')).toEqual(SNAPSHOT);
  });

  it('hides everything but ids of groups', () => {
    const vault = new SnapshotVault([key('a')]);
    const sealed = stored(vault.seal(SNAPSHOT, 'ada'));
    expect(JSON.stringify(sealed)).not.toMatch(/Ada|example|agent|Pilots/);
    expect(sealed.groups).toEqual([{ id: 'pilots' }, { id: 'crew' }]);
    expect(vault.open(sealed, 'ada')).toEqual(SNAPSHOT);
  });

  it('follows the groups that the database took out meanwhile', () => {
    const vault = new SnapshotVault([key('a')]);
    const sealed = { ...stored(vault.seal(SNAPSHOT, 'ada')), groups: [{ id: 'pilots' }] };
    expect(vault.open(sealed, 'ada')?.groups).toEqual([{ id: 'pilots', name: 'Pilots' }]);
  });

  it('encrypts with the first key and decrypts with every key', () => {
    const [old, fresh] = [key('2025'), key('2026')];
    const sealed = stored(new SnapshotVault([old]).seal(SNAPSHOT, 'ada'));
    const rotated = new SnapshotVault([fresh, old]);
    expect(rotated.open(sealed, 'ada')).toEqual(SNAPSHOT);
    expect(stored(rotated.seal(SNAPSHOT, 'ada')).sealed.keyId).toBe('2026');
    expect(() => new SnapshotVault([fresh]).open(sealed, 'ada')).toThrow(missing('2025'));
  });

  it('refuses what was changed or belongs to somebody else', () => {
    const vault = new SnapshotVault([key('a')]);
    const sealed = stored(vault.seal(SNAPSHOT, 'ada'));
    expect(() => vault.open(sealed, 'bob')).toThrow(missing('a'));
    const data = Buffer.from(sealed.sealed.data, 'base64');
    data[0] = (data[0] ?? 0) ^ 1;
    const changed = { ...sealed, sealed: { ...sealed.sealed, data: data.toString('base64') } };
    expect(() => vault.open(changed, 'ada')).toThrow(missing('a'));
  });
});
