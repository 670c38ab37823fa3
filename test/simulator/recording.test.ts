import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function recorded(): string[] {
  return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
}

it('keeps each exchange in full but no secret, and says which answers a fault made up', async () => {
  const api = await SimulatorClient.start({
    recordTo: folder,
    clients: [{ id: 'idp', secret: 'hush-hush' }],
  });
  const headers = {
    authorization: api.authorization,
    'genesys-app': 'my-tool',
    'content-type': 'application/json',
  };
  await api.raw('POST', '/api/v2/users/search?x=a%20b', '{"query":[]}', headers);
  await api.ask('POST', '/simulator/faults', [
    { status: 502, times: 1 },
    { drop: 'after', times: 1 },
    { delayMs: 1 },
  ]);
  await api.get('/systempresences');
  await expect(api.ask('DELETE', '/tokens/me')).rejects.toThrow();
  await api.get('/systempresences');
  await api.close();
  const lines = recorded();
  const [login, search, broken, dropped, usual] = lines.map((line) => JSON.parse(line));
  expect(login).toMatchObject({
    method: 'POST',
    path: '/oauth/token',
    app: null,
    client: 'idp',
    status: 200,
  });
  expect(search).toMatchObject({
    path: '/api/v2/users/search',
    query: 'x=a%20b',
    app: 'my-tool',
    client: 'idp',
    body: { query: [] },
    answer: { types: ['users'] },
  });
  expect(broken).toMatchObject({ status: 502, fault: true });
  expect(dropped).toMatchObject({ method: 'DELETE', status: 0, fault: true });
  expect(usual).toMatchObject({ status: 401, answer: { code: 'bad.credentials' } });
  expect(usual).not.toHaveProperty('fault');
  expect(lines.join()).not.toMatch(/hush-hush/);
  expect(lines.join()).not.toContain(api.authorization.slice('Bearer '.length));
});
