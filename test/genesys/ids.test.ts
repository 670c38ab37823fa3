import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import type { Genesys } from '../../src/genesys/client.ts';
import { assertUuid, isUuid } from '../../src/genesys/ids.ts';
import { OTHER_ID, USER_ID } from './fake-genesys.ts';
import { CALL, connect, failureOf } from './with-genesys.ts';

/** Every call that puts an id into a path, with that id. */
const CALLS: Readonly<Record<string, (genesys: Genesys, id: string) => Promise<unknown>>> = {
  'users.get': (genesys, id) => genesys.users.get(id, {}, CALL),
  'users.find': (genesys, id) => genesys.users.find(id, {}, CALL),
  'users.getMany': (genesys, id) => genesys.users.getMany([USER_ID, id], {}, CALL),
  'users.update': (genesys, id) => genesys.users.update(id, { version: 1 }, CALL),
  'users.setState': (genesys, id) => genesys.users.setState(id, { state: 'inactive', version: 1 }, CALL),
  'users.setStateByPatch': (genesys, id) =>
    genesys.users.setStateByPatch(id, { state: 'inactive', version: 1 }, CALL),
  'users.setPassword': (genesys, id) => genesys.users.setPassword(id, 'x', CALL),
  'externalIds.list': (genesys, id) => genesys.externalIds.list(id, CALL),
  'externalIds.add': (genesys, id) => genesys.externalIds.add(id, { authority: 'a', key: 'k' }, CALL),
  'externalIds.remove': (genesys, id) => genesys.externalIds.remove(id, { authority: 'a', key: 'k' }, CALL),
  'tokens.revokeAll': (genesys, id) => genesys.tokens.revokeAll(id, CALL),
  'queues.ofUser': (genesys, id) => genesys.queues.ofUser(id, { joined: true }, CALL),
  'queues.get': (genesys, id) => genesys.queues.get(id, CALL),
  'queues.addMembers': (genesys, id) => genesys.queues.addMembers(id, [USER_ID], CALL),
  'queues.removeMembers': (genesys, id) => genesys.queues.removeMembers(USER_ID, [id], CALL),
  'queues.setJoined': (genesys, id) => genesys.queues.setJoined(id, [{ id: USER_ID, joined: true }], CALL),
  'presence.get': (genesys, id) => genesys.presence.get(id, CALL),
  'presence.setOffline': (genesys, id) => genesys.presence.setOffline(id, CALL),
  'stations.of': (genesys, id) => genesys.stations.of(id, CALL),
  'stations.dissociate': (genesys, id) => genesys.stations.dissociate(id, CALL),
  'stations.clearDefault': (genesys, id) => genesys.stations.clearDefault(id, CALL),
  'stations.setDefault': (genesys, id) => genesys.stations.setDefault(USER_ID, id, CALL),
  'grants.direct': (genesys, id) => genesys.grants.direct(id, CALL),
  'grants.add': (genesys, id) => genesys.grants.add(id, [{ roleId: USER_ID, divisionId: OTHER_ID }], CALL),
  'grants.remove': (genesys, id) => genesys.grants.remove(USER_ID, { roleId: USER_ID, divisionId: id }, CALL),
  'divisions.moveUsers': (genesys, id) => genesys.divisions.moveUsers(id, [USER_ID], CALL),
  'groups.get': (genesys, id) => genesys.groups.get(id, CALL),
  'groups.find': (genesys, id) => genesys.groups.find(id, CALL),
  'groups.individuals': (genesys, id) => genesys.groups.individuals(id, CALL),
  'groups.members': (genesys, id) => genesys.groups.members(id, CALL),
  'groups.isDynamic': (genesys, id) => genesys.groups.isDynamic(id, CALL),
  'groups.getMany': (genesys, id) => genesys.groups.getMany([id], CALL),
  'groups.update': (genesys, id) => genesys.groups.update({ id, name: 'x', version: 1 }, {}, CALL),
  'groups.remove': (genesys, id) => genesys.groups.remove(id, CALL),
  'groups.addMembers': (genesys, id) => genesys.groups.addMembers(id, [USER_ID], CALL),
  'groups.removeMembers': (genesys, id) => genesys.groups.removeMembers(USER_ID, [id], CALL),
  'agents.status': (genesys, id) => genesys.agents.status(id, CALL),
};

describe('ids', () => {
  it('takes every UUID and nothing else', () => {
    fc.assert(fc.property(fc.uuid(), (id) => isUuid(id) && isUuid(id.toUpperCase())));
    fc.assert(fc.property(fc.string(), (text) => !isUuid(text)));
    for (const near of [`${USER_ID}\n`, ` ${USER_ID}`, `${USER_ID}/..`, USER_ID.slice(1), '', undefined, 7]) {
      expect(isUuid(near)).toBe(false);
    }
  });

  it('names what it refuses, but not at length', () => {
    const refuse = () => assertUuid('x'.repeat(500));
    expect(refuse).toThrow(BridgeError);
    expect(refuse).toThrow(/^'x{60}' is no Genesys id$/);
  });

  it('reaches no path of any call unless it is a UUID', async () => {
    const { fake, genesys } = await connect();
    for (const [name, call] of Object.entries(CALLS)) {
      for (const id of ['..', '', '../tokens/me', `${USER_ID}/state`]) {
        expect(await failureOf(call(genesys, id)), name).toMatchObject({
          code: 'genesys.bad-id',
          status: 404,
        });
      }
    }
    expect([...fake.logins, ...fake.requests]).toEqual([]);
  });

  it('refuses external ids that would leave their path segment', async () => {
    const { fake, genesys } = await connect();
    for (const bad of ['.', '..', '', 'a\nb', '\ud800', 'x'.repeat(1025)]) {
      for (const [authority, key] of [
        [bad, 'key'],
        ['okta', bad],
      ] as const) {
        const refused = { code: 'genesys.bad-segment', status: 400 };
        expect(await failureOf(genesys.externalIds.findUser(authority, key, {}, CALL))).toMatchObject(
          refused,
        );
        expect(await failureOf(genesys.externalIds.add(USER_ID, { authority, key }, CALL))).toMatchObject(
          refused,
        );
      }
    }
    expect(fake.requests).toEqual([]);
  });

  it('keeps any other external id inside its segment', async () => {
    const { fake, genesys } = await connect(() => ({ status: 404, body: { code: 'not.found' } }));
    const keys = ['00u/1?x=2#y', '../../tokens', 'a b+c', 'ünï', '%2e%2e', '...'];
    for (const key of keys) {
      expect(await genesys.externalIds.findUser('okta', key, {}, CALL)).toBeUndefined();
    }
    const seen = fake.requests.map(({ path }) => path);
    expect(seen).toEqual(keys.map((key) => `/api/v2/users/externalid/okta/${encodeURIComponent(key)}`));
  });
});
