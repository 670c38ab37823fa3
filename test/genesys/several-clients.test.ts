import { describe, expect, it } from 'vitest';
import { type Answerer, OTHER_ID, USER_ID } from './fake-genesys.ts';
import { CALL, connect } from './with-genesys.ts';

/** Twenty requests a minute for each token. */
function counting(): Answerer {
  const counts = new Map<string, number>();
  return ({ authorization = '' }) => {
    const count = (counts.get(authorization) ?? 0) + 1;
    counts.set(authorization, count);
    const headers = {
      'inin-ratelimit-allowed': '20',
      'inin-ratelimit-count': String(count),
      'inin-ratelimit-reset': '60',
    };
    return count > 20 ? { status: 429, headers: { ...headers, 'retry-after': '60' } } : { headers };
  };
}

describe('several OAuth clients', () => {
  it('log in each for itself and share the work, none beyond its allowance', async () => {
    const further = [{ clientId: 'second', clientSecret: 'another-secret' }];
    const { fake, genesys } = await connect(counting(), { furtherClients: further });
    const call = { priority: 'lockOut' } as const;
    for (let index = 0; index < 40; index += 1) await genesys.tokens.revokeAll(USER_ID, call);
    const tokens = fake.requests.map(({ authorization }) => authorization);
    const [first, second] = [...new Set(tokens)];
    expect(fake.logins.map(({ authorization }) => authorization)).toEqual([
      `Basic ${Buffer.from('client-id:canary-client-secret').toString('base64')}`,
      `Basic ${Buffer.from('second:another-secret').toString('base64')}`,
    ]);
    expect(tokens.filter((token) => token === first)).toHaveLength(20);
    expect(tokens.filter((token) => token === second)).toHaveLength(20);
  });

  it('replace a refused token only of the client that it belongs to', async () => {
    const further = [{ clientId: 'second', clientSecret: 'another-secret' }];
    const { fake, genesys } = await connect(
      ({ authorization }) =>
        authorization === 'Bearer token-number-1' ? { status: 401, body: { code: 'bad.credentials' } } : {},
      { furtherClients: further },
    );
    await Promise.all([USER_ID, OTHER_ID, USER_ID].map((id) => genesys.tokens.revokeAll(id, CALL)));
    expect(fake.logins).toHaveLength(3);
  });
});
