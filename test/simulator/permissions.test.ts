import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALL_OPERATIONS } from '../../src/simulator/operations/all-operations.ts';
import type { Operation } from '../../src/simulator/operations/operation.ts';
import { SimulatorClient } from './simulator-client.ts';

const ID = '00000000-0000-4000-8000-000000000000';
const guarded = ALL_OPERATIONS.filter(({ permissions }) => permissions.names.length > 0);

/** Everything but the first permission of operations that need all, and but all of those that need one. */
const lacking = new Set(
  guarded.flatMap(({ permissions: { mode, names } }) => (mode === 'any' ? names : names.slice(0, 1))),
);
const everything = guarded.flatMap(({ permissions }) => permissions.names);

let api: SimulatorClient;
let allowed: SimulatorClient;

beforeAll(async () => {
  const client = {
    id: 'restricted',
    secret: 's',
    permissions: everything.filter((name) => !lacking.has(name)),
  };
  api = await SimulatorClient.start({ clients: [client] });
  allowed = await SimulatorClient.start({ clients: [{ ...client, permissions: everything }] });
});
afterAll(() => Promise.all([api.close(), allowed.close()]));

function ask(client: SimulatorClient, { method, path }: Operation) {
  return client.ask(method, path.replace(/\{[^}]+\}/g, ID), method === 'GET' ? undefined : {});
}

it.each(guarded.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  '%s is refused by name without its permissions, and not with them',
  async (_name, operation) => {
    const { mode, names } = operation.permissions;
    const missing = names.filter((name) => lacking.has(name));
    const { status, body } = await ask(api, operation);
    expect(status).toBe(403);
    const isScim = operation.path.startsWith('/scim/');
    const code = mode === 'any' ? 'missing.any.permissions' : 'missing.permissions';
    if (!isScim) expect(body.text('code')).toBe(code);
    const message = body.text(isScim ? 'detail' : 'message');
    expect(message).toMatch(
      mode === 'any' ? /at least one of the following/ : /^You are missing the following/,
    );
    for (const name of missing) expect(message).toContain(name);
    expect((await ask(allowed, operation)).status).not.toBe(403);
  },
);

it('are not asked for where none is documented', async () => {
  const open = ALL_OPERATIONS.filter(
    ({ permissions, method }) => permissions.names.length === 0 && method === 'GET',
  );
  for (const operation of open) expect((await ask(api, operation)).status).not.toBe(403);
});

it('are listed with their operations', async () => {
  const listed = (await api.ask('GET', '/simulator/operations')).body;
  expect(listed.items()).toHaveLength(ALL_OPERATIONS.length);
  expect(listed.value).toContainEqual({
    method: 'PUT',
    path: '/api/v2/users/{userId}/state',
    permissions: { mode: 'any', names: ['directory:user:edit'] },
  });
});
