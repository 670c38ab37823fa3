/** A Genesys Cloud whose certificate nobody vouches for gets neither the secret nor a token. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { expect, it, onTestFinished } from 'vitest';
import { createGenesys } from '../../src/genesys/client.ts';
import { CALL, failureOf } from './with-genesys.ts';

const pem = (name: string) => readFileSync(new URL(`../http/certificates/${name}.pem`, import.meta.url));

it('is not spoken to', async () => {
  const asked: unknown[] = [];
  const server = createServer({ cert: pem('first'), key: pem('first-key') }, (request, response) => {
    asked.push(request.headers.authorization);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const genesys = createGenesys({
    gateway: `https://127.0.0.1:${port}`,
    clientId: 'client-id',
    clientSecret: 'client-secret',
  });
  onTestFinished(async () => {
    await genesys.close();
    server.close();
  });
  const userId = '7d1b2f6e-2b0c-4f0e-9f43-0a1f6c0e8a11';
  expect(await failureOf(genesys.users.get(userId, {}, CALL))).toMatchObject({
    code: 'genesys.unreachable',
    message: expect.stringContaining('certificate that is not trusted'),
  });
  expect(asked).toEqual([]);
});
