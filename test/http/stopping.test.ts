import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bridge, startBridge } from '../clients/bridge.ts';
import { PATCH_OP } from '../e2e/harness/scim-api.ts';

let bridge: Bridge;
let closed: Promise<void> | undefined;

beforeAll(async () => {
  bridge = await startBridge();
});

afterAll(() => closed ?? bridge.close());

it('a request that is not done when the bridge stops is answered, not cut off', async () => {
  const authorization = await bridge.authorize('okta', 'bearer');
  const [person] = await bridge.genesys.users('active');
  await bridge.genesys.fault({ method: 'PUT', path: '/api/v2/users/*/state', delayMs: 9_000 });
  const patched = fetch(`${bridge.url}/scim/v2/Users/${person?.id}`, {
    method: 'PATCH',
    headers: { Authorization: authorization, 'Content-Type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    }),
  });
  await expect
    .poll(async () => (await bridge.store.db.selectFrom('person').select('wanted').execute()).length)
    .toBe(1);
  closed = bridge.close();
  const answer = await patched;
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
});
