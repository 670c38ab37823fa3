import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { type Bridge, Environment } from '../offboarding/bridge-in-process.ts';

let environment: Environment;
let bridge: Bridge;

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge({
    policy: { deactivate: { release: [] }, delete: { release: [] } },
  });
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

async function audited(subject: string, action: string) {
  const entries = await listAudit(environment.store.db, { subject, limit: 100 });
  return entries.filter((entry) => entry.action === action);
}

it('tells who was created and who came back, where it can be erased and nowhere else', async () => {
  const person = {
    userName: 'ada@example.com',
    displayName: 'Ada Lovelace',
    emails: [{ value: 'ada.l@example.com', primary: true }],
  };
  const personal = { name: 'Ada Lovelace', userName: 'ada@example.com', email: 'ada.l@example.com' };
  const { id } = await bridge.create(person);
  const [created] = await audited(id, 'user.created');
  expect(created).toMatchObject({ personal });
  expect(JSON.stringify(created?.detail)).not.toMatch(/ada/i);
  await bridge.remove(id);
  expect((await bridge.create(person)).id).toBe(id);
  expect(await audited(id, 'user.revived')).toMatchObject([{ personal }]);
});

it.each(['deactivate', 'remove'] as const)('tells who left: %s', async (request) => {
  const [id = ''] = await environment.people(1);
  const { name, email } = (await environment.genesys.user(id)) as { name: string; email: string };
  await bridge[request](id);
  const action = request === 'remove' ? 'delete.accepted' : 'deactivate.accepted';
  const [accepted] = await audited(id, action);
  expect(accepted).toMatchObject({ personal: { name, email, userName: email } });
  expect(JSON.stringify(accepted?.detail)).not.toContain(email);
});
