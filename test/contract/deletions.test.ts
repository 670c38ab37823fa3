import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkRecording } from './check-recording.ts';

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const exchange = { query: '', client: 'x', status: 200 };

async function verdictOn(requests: readonly object[]): Promise<{ kept: boolean; first: string | undefined }> {
  const folder = mkdtempSync(join(tmpdir(), 'deletions-'));
  try {
    const lines = requests.map((request) => JSON.stringify({ ...exchange, ...request }));
    writeFileSync(join(folder, 'one.ndjson'), `${lines.join('\n')}\n`);
    const { kept, lines: said } = await checkRecording(folder, false);
    return { kept, first: said[0] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const bridge = 'genesys-scim-bridge';

it.each([`/api/v2/users/${ID}`, `/api/v2/scim/v2/users/${ID}`])(
  'fails a test run in which the bridge sends DELETE %s',
  async (path) => {
    const verdict = await verdictOn([{ app: bridge, method: 'DELETE', path }]);
    expect(verdict).toEqual({ kept: false, first: 'promise: 1 of 1 requests of the bridge delete a user' });
  },
);

it('takes no other request for a deletion of a user', async () => {
  const { first } = await verdictOn([
    { app: null, method: 'DELETE', path: `/api/v2/users/${ID}` },
    { app: bridge, method: 'GET', path: `/api/v2/users/${ID}` },
    { app: bridge, method: 'DELETE', path: `/api/v2/tokens/${ID}` },
    { app: bridge, method: 'DELETE', path: `/api/v2/users/${ID}/station/defaultstation` },
  ]);
  expect(first).toBe('promise: 0 of 3 requests of the bridge delete a user');
});
