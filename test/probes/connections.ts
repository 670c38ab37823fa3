/** Probes that need more than one request: a kept connection, and two mounts at once. */

import { Agent, createServer, request as httpRequest } from 'node:http';
import { expect } from 'vitest';
import { BASE_URL, ScimServer } from '../http/scim/harness.ts';

interface OverSocket {
  readonly status: number | undefined;
  readonly localPort: number | undefined;
}

function ask(port: number, agent: Agent): Promise<OverSocket> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer users' };
    httpRequest({ port, agent, path: '/scim/v2/Users/u0001', headers }, (response) => {
      const { localPort } = response.socket;
      response.resume().on('end', () => resolve({ status: response.statusCode, localPort }));
    })
      .on('error', reject)
      .end();
  });
}

/** A 500 leaves the connection usable for the next request. */
export async function keepsTheConnection(server: ScimServer): Promise<void> {
  const listener = createServer(server.app);
  await new Promise<void>((resolve) => listener.listen(0, resolve));
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    server.users.failure = () => new Error('down');
    const first = await ask(port, agent);
    server.users.failure = undefined;
    const second = await ask(port, agent);
    expect([first.status, second.status]).toEqual([500, 200]);
    expect(second.localPort).toBe(first.localPort);
  } finally {
    agent.destroy();
    listener.close();
  }
}

/** Each of two overlapping requests gets the locations of its own mount. */
export async function keepsMountsApart(server: ScimServer): Promise<void> {
  const other = new ScimServer({ baseUrl: () => 'https://other.example/scim' });
  let release = () => {};
  server.users.failure = () => new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
  const slow = server.get('/Users/u0001');
  await expect.poll(() => server.users.calls.length).toBe(1);
  expect((await other.get('/Users/u0001')).body.meta.location).toBe('https://other.example/scim/Users/u0001');
  release();
  expect((await slow).body.meta.location).toBe(`${BASE_URL}/Users/u0001`);
}
