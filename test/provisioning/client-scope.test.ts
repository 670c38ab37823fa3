/** Several identity providers on one organisation: what each may see and change. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsOf } from '../../src/config/policy-clients.ts';
import type { JsonObject, ScimContext } from '../../src/scim/backend.ts';
import { type Bridge, Environment, failureOf } from '../offboarding/bridge-in-process.ts';
import { type Document, ScimInProcess } from './scim-in-process.ts';

let environment: Environment;
let bridge: Bridge;
let count = 0;

function contextOf(name: string, settings: JsonObject = {}): () => ScimContext {
  return () => {
    const context = bridge.context(15_000, name);
    return { ...context, client: { ...context.client, settings: { ...settingsOf({}, name), ...settings } } };
  };
}

const idOf = (document: Document): string => String(document.id);

function newcomer(): { userName: string; externalId: string; displayName: string } {
  count += 1;
  return { userName: `scope${count}@example.com`, externalId: `s${count}`, displayName: `Scope ${count}` };
}

/** A client that sees everybody, and two that see their own people only. */
let all: ScimInProcess;
let hr: ScimInProcess;
let partner: ScimInProcess;
const groupsOf = (name: string, settings: JsonObject) =>
  new ScimInProcess(bridge, 'groups', contextOf(name, settings));

beforeAll(async () => {
  environment = await Environment.open({ users: 40 });
  bridge = await environment.startBridge();
  all = new ScimInProcess(bridge, 'users', contextOf('all'));
  hr = new ScimInProcess(bridge, 'users', contextOf('hr', { scope: 'own' }));
  partner = new ScimInProcess(bridge, 'users', contextOf('partner', { scope: 'own' }));
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('a client that sees its own people only', () => {
  it('finds whom it created, by every way, and nobody else', async () => {
    const mine = newcomer();
    const id = idOf(await hr.post(mine));
    const theirs = newcomer();
    const other = idOf(await partner.post(theirs));
    expect(idOf(await hr.get(id))).toBe(id);
    for (const [name, filter, found] of [
      ['userName', `userName eq "${mine.userName}"`, [id]],
      ['userName of another', `userName eq "${theirs.userName}"`, []],
      ['email of another', `emails.value eq "${theirs.userName}"`, []],
      ['id of another', `id eq "${other}"`, []],
      ['a scan', `displayName sw "Scope"`, [id]],
    ] as const) {
      expect((await hr.list({ filter })).map(idOf), name).toEqual(found);
    }
    expect((await hr.list({})).map(idOf)).toEqual([id]);
    expect((await hr.list({ sortBy: 'userName', count: 5 })).map(idOf)).toEqual([id]);
    expect((await all.list({ count: 200 })).length).toBeGreaterThan(30);
    const query = { count: 1, wanted: { has: () => false } };
    const page = await bridge.scopedUsers.listByCursor(query, contextOf('hr', { scope: 'own' })());
    expect(page.resources.map((resource) => resource.id)).toEqual([id]);
  });

  it('gets 404 for every request about somebody else, and nothing is written', async () => {
    const other = idOf(await partner.post(newcomer()));
    const [unknown = ''] = await environment.people(1);
    const seq = await environment.genesys.lastSeq();
    for (const id of [other, unknown]) {
      for (const request of [
        () => hr.get(id),
        () => hr.put(id, newcomer()),
        () => hr.patch(id, [{ op: 'replace', path: 'active', value: false }]),
        () => hr.delete(id),
      ]) {
        expect(await failureOf(request())).toMatchObject({ status: 404 });
      }
    }
    expect((await environment.genesys.journal(seq)).filter(({ client }) => client === 'bridge')).toEqual([]);
  });

  it('gets 409 with the id for a POST of somebody else, also of an inactive one who belongs to another', async () => {
    const theirs = newcomer();
    const other = idOf(await partner.post(theirs));
    const refusal = { status: 409, scimType: 'uniqueness', message: expect.stringContaining(other) };
    const { externalId: _, ...posted } = theirs;
    expect(await failureOf(hr.post(posted))).toMatchObject(refusal);
    await partner.patch(other, [{ op: 'replace', path: 'active', value: false }]);
    expect(await failureOf(hr.post(posted))).toMatchObject(refusal);
    expect(await environment.genesys.user(other)).toMatchObject({ state: 'inactive' });
    expect(idOf(await partner.post(theirs))).toBe(other);
  });

  it('adopts who comes back: inactive people of nobody, and people whom another client has deleted', async () => {
    const [person] = await environment.genesys.users('inactive');
    const adopted = await hr.post({ userName: String(person.email), displayName: String(person.name) });
    expect(adopted).toMatchObject({ id: person.id, active: true });
    expect(idOf(await hr.get(person.id))).toBe(person.id);
    expect(await failureOf(partner.get(person.id))).toMatchObject({ status: 404 });

    const theirs = newcomer();
    const left = idOf(await partner.post(theirs));
    await partner.delete(left);
    expect(idOf(await hr.post({ userName: theirs.userName }))).toBe(left);
    expect(await failureOf(partner.get(left))).toMatchObject({ status: 404 });
    await hr.delete(left);
    expect(await failureOf(hr.get(left))).toMatchObject({ status: 404 });
  });

  it('keeps whom it changed while it saw everybody', async () => {
    const [id = '', untouched = ''] = await environment.people(2);
    const before = new ScimInProcess(bridge, 'users', contextOf('hr'));
    await before.patch(id, [{ op: 'replace', path: 'title', value: 'Adopted' }]);
    await before.get(untouched);
    expect(await hr.get(id)).toMatchObject({ title: 'Adopted' });
    expect(await failureOf(hr.get(untouched))).toMatchObject({ status: 404 });
  });

  it('sees and changes its own people in a group, and leaves the others in it alone', async () => {
    const mine = idOf(await hr.post(newcomer()));
    const second = idOf(await hr.post(newcomer()));
    const theirs = idOf(await partner.post(newcomer()));
    const shared = idOf(
      await groupsOf('all', {}).post({
        displayName: 'Shared',
        members: [{ value: mine }, { value: theirs }],
      }),
    );
    const groups = groupsOf('hr', { scope: 'own' });
    expect(await groups.get(shared)).toMatchObject({ members: [{ value: mine }] });
    await groups.patch(shared, [{ op: 'replace', path: 'members', value: [{ value: second }] }]);
    const { body } = await environment.genesys.send('GET', `/api/v2/groups/${shared}/individuals`);
    expect(body.entities.map((user: { id: string }) => user.id).sort()).toEqual([second, theirs].sort());
    const add = [{ op: 'add', path: 'members', value: [{ value: theirs }] }];
    expect(await failureOf(groups.patch(shared, add))).toMatchObject({ status: 400 });
    expect(await groups.list({ filter: `members eq "${theirs}"` })).toEqual([]);
    const rename = [{ op: 'replace', path: 'displayName', value: 'Taken' }];
    expect(await failureOf(groups.patch(shared, rename))).toMatchObject({
      status: 403,
      code: 'group.foreign',
    });
    expect(await failureOf(groups.delete(shared))).toMatchObject({ status: 403 });
    const own = idOf(await groups.post({ displayName: 'Of HR' }));
    await groups.patch(own, [{ op: 'replace', path: 'displayName', value: 'Of HR 2' }]);
    await groups.delete(own);
  });
});

describe('externalIds', () => {
  it('of two clients are kept apart, in the bridge and in Genesys', async () => {
    const mine = newcomer();
    const id = idOf(await all.post(mine));
    const second = new ScimInProcess(bridge, 'users', contextOf('second'));
    expect((await second.get(id)).externalId).toBeUndefined();
    await second.patch(id, [{ op: 'replace', path: 'externalId', value: 'theirs' }]);
    expect((await all.get(id)).externalId).toBe(mine.externalId);
    expect((await second.list({ filter: 'externalId eq "theirs"' })).map(idOf)).toEqual([id]);
    expect(await all.list({ filter: 'externalId eq "theirs"' })).toEqual([]);
    const known = await environment.genesys.externalIds(id);
    expect(known.map(({ authorityName, externalKey }) => `${authorityName} ${externalKey}`).sort()).toEqual([
      `all ${mine.externalId}`,
      'second theirs',
    ]);
    // The same value under another authority is another person's to have.
    expect(idOf(await second.post({ ...newcomer(), externalId: mine.externalId }))).not.toBe(id);
  });
});
