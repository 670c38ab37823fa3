import { onTestFinished } from 'vitest';
import { createGenesys, type Genesys, type GenesysSettings } from '../../src/genesys/client.ts';
import { type Answerer, aUser, type FakeGenesys, startFakeGenesys } from './fake-genesys.ts';

export const CLIENT_SECRET = 'canary-client-secret';

/** A client in front of a fake server; both end with the test. */
export async function connect(
  onRequest: Answerer = () => ({ body: aUser }),
  settings: Partial<GenesysSettings> = {},
): Promise<{ fake: FakeGenesys; genesys: Genesys }> {
  const fake = await startFakeGenesys(onRequest);
  const genesys = createGenesys({
    gateway: fake.url,
    clientId: 'client-id',
    clientSecret: CLIENT_SECRET,
    ...settings,
  });
  onTestFinished(async () => {
    await genesys.close();
    await fake.close();
  });
  return { fake, genesys };
}

export const CALL = { priority: 'interactive' } as const;

/** What the promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}
