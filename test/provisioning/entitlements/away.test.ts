import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ENTERPRISE, GENESYS, OverScim } from './over-scim.ts';

let scim: OverScim;
let skills: string[];

beforeAll(async () => {
  scim = await OverScim.open();
  skills = await scim.names('routing/skills');
});

afterEach(() => scim.genesys.clearFaults());
afterAll(() => scim.close());

interface Joiner {
  readonly id: string;
  readonly userName: string;
}

async function join(attributes: object): Promise<Joiner> {
  const userName = scim.newAddress();
  const answer = await scim.post({ userName, ...attributes });
  expect(answer.status).toBe(201);
  return { id: answer.body.id, userName };
}

const rated = (...names: (string | undefined)[]) => names.map((name) => ({ name, proficiency: 2 }));
const skillPath = `${GENESYS}:routingSkills`;
const agent = { value: 'User' };
const supervisor = { value: 'Supervisor' };

describe('who leaves', () => {
  it('is given nothing, and SCIM goes on showing what was sent', async () => {
    const extension = { routingSkills: rated(skills[0]) };
    const { id, userName } = await join({ roles: [agent], [GENESYS]: extension });
    const body = { userName, roles: [agent], [GENESYS]: extension };
    const left = await scim.put(id, { ...body, active: false });
    expect(left.body).toMatchObject({ active: false, ...body });
    await scim.bridge.reached(id, 'complete');
    expect(await scim.roles(id)).toEqual([]);
    const since = await scim.genesys.lastSeq();
    const again = await scim.put(id, { ...body, active: false });
    expect(again.body).toMatchObject(body);
    expect(await scim.calls(since)).toEqual(['GET /users/*']);
    expect((await scim.get(id)).body).toMatchObject(body);
  });

  it('is locked out even when the rest of the request is refused', async () => {
    const { id, userName } = await join({});
    const since = await scim.genesys.lastSeq();
    const answer = await scim.put(id, { userName, active: false, [ENTERPRISE]: { division: 'Atlantis' } });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining("'Atlantis'") } });
    expect(await scim.genesys.user(id)).toMatchObject({ state: 'inactive' });
    expect((await scim.writes(since)).slice(0, 2)).toEqual(['PUT /users/*/state', 'DELETE /tokens/*']);
    const other = await join({});
    const roles = [{ value: 'Wizard' }];
    expect(await scim.put(other.id, { userName: other.userName, active: false, roles })).toMatchObject({
      status: 400,
    });
    expect(await scim.genesys.user(other.id)).toMatchObject({ state: 'inactive' });
  });
});

describe('who comes back', () => {
  it('has what policy restores, and then what the request says', async () => {
    const { id, userName } = await join({ roles: [agent], [GENESYS]: { routingSkills: rated(skills[0]) } });
    await scim.put(id, { userName, active: false });
    await scim.bridge.reached(id, 'complete');
    const roles = [supervisor];
    const back = await scim.put(id, { userName, active: true, roles, [skillPath]: rated(skills[1]) });
    expect(back).toMatchObject({ status: 200, body: { active: true, roles } });
    await scim.bridge.reached(id, 'restored');
    expect(await scim.roles(id)).toEqual(['Supervisor@Home', 'employee@Home']);
    expect(Object.keys(await scim.ratings(id, 'skills'))).toEqual([skills[1]]);
    expect((await scim.get(id)).body.roles).toEqual(roles);
  });

  it('has what policy restores when the request says nothing of it', async () => {
    const { id, userName } = await join({ roles: [agent] });
    await scim.put(id, { userName, active: false });
    await scim.bridge.reached(id, 'complete');
    await scim.patch(id, { op: 'replace', path: 'active', value: true });
    await scim.bridge.reached(id, 'restored');
    expect(await scim.roles(id)).toEqual(['User@Home', 'employee@Home']);
    expect((await scim.get(id)).body.roles).toEqual([agent]);
  });

  it('has what was asked for meanwhile instead of what was restored', async () => {
    const { id, userName } = await join({ roles: [agent] });
    await scim.put(id, { userName, active: false });
    await scim.bridge.reached(id, 'complete');
    const since = await scim.genesys.lastSeq();
    const moved = await scim.patch(
      id,
      { op: 'replace', path: 'roles', value: [supervisor] },
      { op: 'add', path: skillPath, value: rated(skills[2]) },
    );
    expect(moved.body).toMatchObject({ active: false, roles: [supervisor] });
    expect(await scim.writes(since)).toEqual([]);
    await scim.patch(id, { op: 'replace', path: 'active', value: true });
    await scim.bridge.reached(id, 'restored');
    expect(await scim.roles(id)).toEqual(['Supervisor@Home', 'employee@Home']);
    expect(Object.keys(await scim.ratings(id, 'skills'))).toEqual([skills[2]]);
    const quiet = await scim.genesys.lastSeq();
    await scim.patch(id, { op: 'replace', path: 'active', value: true });
    expect(await scim.writes(quiet)).toEqual([]);
  });

  it('is told of an unknown name that is sent meanwhile', async () => {
    const { id, userName } = await join({});
    await scim.put(id, { userName, active: false });
    const roles = [{ value: 'Wizard' }];
    expect(await scim.put(id, { userName, active: false, roles })).toMatchObject({ status: 400 });
  });

  it('after an empty list that came with the deactivation has what policy restores', async () => {
    const { id, userName } = await join({ roles: [agent] });
    await scim.put(id, { userName, active: false, roles: [] });
    await scim.bridge.reached(id, 'complete');
    await scim.patch(id, { op: 'replace', path: 'active', value: true });
    await scim.bridge.reached(id, 'restored');
    expect(await scim.roles(id)).toEqual(['User@Home', 'employee@Home']);
  });
});

describe('who is created inactive', () => {
  it('gets the entitlements with the first activation', async () => {
    const { id } = await join({ active: false, roles: [agent] });
    await scim.bridge.reached(id, 'complete');
    expect(await scim.roles(id)).toEqual([]);
    await scim.patch(id, { op: 'replace', path: 'active', value: true });
    await scim.bridge.reached(id, 'restored');
    expect(await scim.roles(id)).toEqual(['User@Home', 'employee@Home']);
  });
});

describe('writes of others at the same time', () => {
  /** Changes the person in Genesys between the bridge's read and its write. */
  async function interfere(id: string, change: object): Promise<void> {
    const { version } = await scim.genesys.user(id);
    await scim.genesys.send('PATCH', `/api/v2/users/${id}`, { ...change, version });
  }

  const update = async (id: string, change: object, path: string, value: string) => {
    const touches = (name: string) => name === path;
    const scope = { touches, partial: true, wanted: { has: () => false } };
    const context = scim.bridge.context();
    const current = await scim.bridge.users.getForChange(id, scope, context);
    await interfere(id, change);
    return scim.bridge.users.update(current, { ...current.attributes, [path]: value }, context, scope);
  };

  it('are merged where they are of other fields', async () => {
    const { id } = await join({ title: 'Before' });
    await update(id, { department: 'Theirs' }, 'title', 'Ours');
    expect(await scim.genesys.user(id)).toMatchObject({ title: 'Ours', department: 'Theirs' });
  });

  it('of the same field are not overwritten unseen: the repeat decides', async () => {
    const { id } = await join({ title: 'Before' });
    const refused = update(id, { title: 'Theirs' }, 'title', 'Ours');
    await expect(refused).rejects.toMatchObject({ status: 503, code: 'user.changed-meanwhile' });
    expect(await scim.genesys.user(id)).toMatchObject({ title: 'Theirs' });
    await scim.patch(id, { op: 'replace', path: 'title', value: 'Ours' });
    expect(await scim.genesys.user(id)).toMatchObject({ title: 'Ours' });
  });

  it('of the same field to the same value are fine', async () => {
    const { id } = await join({ title: 'Before' });
    await update(id, { title: 'Same' }, 'title', 'Same');
    expect(await scim.genesys.user(id)).toMatchObject({ title: 'Same' });
  });
});
