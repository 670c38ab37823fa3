import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GROUP, idsOf, ScimServer, USER } from '../http/scim/harness.ts';
import { type Bridge, Environment } from '../offboarding/bridge-in-process.ts';
import { ENTERPRISE } from '../scim/memory-backend.ts';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let environment: Environment;
let bridge: Bridge;
let server: ScimServer;

beforeAll(async () => {
  environment = await Environment.open({ users: 40 });
  bridge = await environment.startBridge();
  server = new ScimServer({ users: bridge.users, groups: bridge.groups, answerWithinMs: 20_000 });
});
beforeEach(() => server.reset());

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

/** The ids of all pages by cursor. */
async function walk(path: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const answer = await server.get(`${path}&cursor=${cursor}`);
    expect(answer.status).toBe(200);
    ids.push(...idsOf(answer));
    cursor = answer.body.nextCursor;
  }
  return ids;
}

describe('lists of an organisation', () => {
  it.each(['/Users?count=7', '/Groups?count=2&excludedAttributes=members'])(
    'are the same by cursor as by index: %s',
    async (path) => {
      const byIndex = idsOf(await server.get(`${path}&count=200`.replace(/count=\d+&/, '')));
      expect(byIndex.length).toBeGreaterThan(3);
      expect((await walk(path)).sort()).toEqual([...byIndex].sort());
    },
  );

  it.each(['/Users?sortBy=userName', '/Groups?sortBy=displayName&excludedAttributes=members'])(
    'are sorted for %s, by index and by cursor alike',
    async (path) => {
      const sorted = await server.get(`${path}&count=200`);
      const name = path.startsWith('/Users') ? 'userName' : 'displayName';
      const names: string[] = sorted.body.Resources.map((each: Record<string, string>) =>
        each[name]?.toLowerCase(),
      );
      expect(names).toEqual([...names].sort());
      expect(await walk(`${path}&count=3`)).toEqual(idsOf(sorted));
    },
  );
});

describe('a bulk request to an organisation', () => {
  it('creates people who manage each other, their group, and deactivates one of them', async () => {
    const person = (bulkId: string, manager: string) => ({
      method: 'POST',
      path: '/Users',
      bulkId,
      data: {
        schemas: [USER, ENTERPRISE],
        userName: `${bulkId}@example.com`,
        name: { givenName: bulkId, familyName: 'Bulk' },
        [ENTERPRISE]: { manager: { value: `bulkId:${manager}` } },
      },
    });
    const members = [{ value: 'bulkId:ann' }, { value: 'bulkId:bob' }];
    const { body } = await server.post('/Bulk', {
      schemas: [BULK_REQUEST],
      Operations: [
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'team',
          data: { schemas: [GROUP], displayName: 'Bulk', members },
        },
        person('ann', 'bob'),
        person('bob', 'ann'),
        {
          method: 'PATCH',
          path: '/Users/bulkId:bob',
          data: [{ op: 'replace', path: 'active', value: false }],
        },
      ],
    });
    const { Operations: answers } = body;
    expect(answers.map(({ status }: { status: string }) => status)).toEqual(['201', '201', '201', '200']);
    const [team, ann, bob] = answers.map(({ location }: { location: string }) => location.split('/').at(-1));
    const managerOf = async (id: string) => (await bridge.get(id)).attributes[ENTERPRISE];
    expect(await managerOf(ann)).toMatchObject({ manager: { value: bob } });
    expect(await managerOf(bob)).toMatchObject({ manager: { value: ann } });
    expect((await environment.genesys.user(bob)).state).toBe('inactive');
    expect((await server.get(`/Groups/${team}`)).body.displayName).toBe('Bulk');
  });
});
