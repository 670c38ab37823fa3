/** Groups that an identity provider manages: what an offboarding and a return do to them, and what they leave to it. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScimInProcess } from '../provisioning/scim-in-process.ts';
import { type Bridge, Environment } from './bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;
let groups: ScimInProcess;

interface Membership {
  readonly person: string;
  /** Not dynamic, and members of it are members of the queue. */
  readonly group: string;
  readonly queue: string;
  /** Further groups that can be left by hand. */
  readonly others: readonly string[];
}

const free: string[] = [];

const remove = (person: string) => [{ op: 'remove', path: `members[value eq "${person}"]` }];
const add = (person: string) => [{ op: 'add', path: 'members', value: [{ value: person }] }];

async function groupsOf(person: string): Promise<string[]> {
  const { groups: held = [] } = await environment.genesys.user(person, '?expand=groups');
  return held.map(({ id }: { id: string }) => id).sort();
}

async function isDynamic(group: string): Promise<boolean> {
  const { status } = await environment.genesys.send('GET', `/api/v2/groups/${group}/dynamicsettings`);
  return status === 200;
}

/** Somebody whom a group brings a queue, and who is in one that SCIM does not know. */
async function nextMembership(): Promise<Membership> {
  for (let person = free.pop(); person !== undefined; person = free.pop()) {
    const held = await groupsOf(person);
    for (const { id, memberGroups } of await environment.genesys.queues(person)) {
      const [group] = memberGroups.map((each) => String(Object(each).id));
      if (group === undefined || !held.includes(group) || (await isDynamic(group))) continue;
      const own = { name: `Choir of ${person}`, type: 'official', visibility: 'public', rulesVisible: true };
      const { body } = await environment.genesys.send('POST', '/api/v2/groups', own);
      const joining = { memberIds: [person], version: body.version };
      await environment.genesys.send('POST', `/api/v2/groups/${body.id}/members`, joining);
      return { person, group, queue: id, others: [body.id] };
    }
  }
  throw new Error('nobody is left');
}

/** As an identity provider that puts somebody else into the group. */
async function manage(group: string): Promise<void> {
  const colleague = String((await environment.genesys.users('active', 500)).at(-1)?.id);
  await groups.patch(group, add(colleague));
}

beforeAll(async () => {
  environment = await Environment.open({ users: 200 });
  bridge = await environment.startBridge({ policy: { deactivate: { release: 'all' } } });
  groups = new ScimInProcess(bridge, 'groups');
  free.push(...(await environment.people(80)));
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

describe('a group that an identity provider manages', () => {
  it('is left to it; the verification says what stays with it, and how it ends', async () => {
    const { person, group, queue, others } = await nextMembership();
    await manage(group);
    await bridge.deactivate(person);
    await bridge.reached(person, 'complete');
    const held = await groupsOf(person);
    expect(held).toContain(group);
    for (const other of others) expect(held).not.toContain(other);
    const kept = Object((await bridge.steps(person)).verification?.evidence?.kept);
    const cure = expect.stringMatching(
      /^take the person out of the group at the identity provider, or set groups: all/,
    );
    expect(kept.groups).toMatchObject({
      managed: expect.arrayContaining([{ id: group, name: expect.any(String) }]),
      cure,
    });
    expect(kept.queues).toMatchObject({
      broughtByGroup: expect.arrayContaining([
        expect.objectContaining({ id: queue, groups: [expect.objectContaining({ id: group })] }),
      ]),
      cure,
    });
  });

  it('is not given back when it took the person out meanwhile; others are', async () => {
    const { person, group, queue, others } = await nextMembership();
    await manage(group);
    await bridge.deactivate(person);
    await bridge.reached(person, 'complete');
    await groups.patch(group, remove(person));
    expect((await environment.genesys.queues(person)).map(({ id }) => id)).not.toContain(queue);
    await bridge.reactivate(person);
    await bridge.reached(person, 'restored');
    const held = await groupsOf(person);
    expect(held).not.toContain(group);
    expect(held).toEqual(expect.arrayContaining([...others]));
    // Nor does its queue come back as a membership of the person's own.
    expect((await environment.genesys.queues(person)).map(({ id }) => id)).not.toContain(queue);
    const missing = Object((await bridge.steps(person)).queues?.evidence).missing;
    expect(missing).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: queue, why: expect.stringContaining('group') })]),
    );
  });

  it('is not given back either when somebody took the person out in Genesys Cloud', async () => {
    const { person, group } = await nextMembership();
    await manage(group);
    await bridge.deactivate(person);
    await bridge.reached(person, 'complete');
    await environment.genesys.send('DELETE', `/api/v2/groups/${group}/members?ids=${person}`);
    await bridge.reactivate(person);
    await bridge.reached(person, 'restored');
    expect(await groupsOf(person)).not.toContain(group);
  });

  it('is given back when the bridge took the person out before it was managed', async () => {
    const { person, others } = await nextMembership();
    const [own = ''] = others;
    await bridge.deactivate(person);
    await bridge.reached(person, 'complete');
    await manage(own);
    expect(await groupsOf(person)).not.toContain(own);
    await bridge.reactivate(person);
    await bridge.reached(person, 'restored');
    expect(await groupsOf(person)).toContain(own);
  });

  it('is left where policy says all, and comes back', async () => {
    const thorough = await environment.startBridge({
      policy: { deactivate: { release: 'all', groups: 'all' } },
    });
    const { person, group, queue } = await nextMembership();
    await manage(group);
    await thorough.deactivate(person);
    await thorough.reached(person, 'complete');
    expect(await groupsOf(person)).not.toContain(group);
    expect((await environment.genesys.queues(person)).map(({ id }) => id)).not.toContain(queue);
    await thorough.reactivate(person);
    await thorough.reached(person, 'restored');
    expect(await groupsOf(person)).toContain(group);
    await thorough.stop();
  });
});
