import { describe, expect, it } from 'vitest';
import { pairOAuthClients } from '../../src/cli/oauth-clients.ts';

describe('OAuth clients', () => {
  it('are one id and one secret, or lists of as many', () => {
    expect(pairOAuthClients('one', 's1')).toEqual([{ clientId: 'one', clientSecret: 's1' }]);
    expect(pairOAuthClients('one, two', 's1\ns2\n')).toEqual([
      { clientId: 'one', clientSecret: 's1' },
      { clientId: 'two', clientSecret: 's2' },
    ]);
  });

  it.each([
    ['one,two', 's1'],
    ['one', 's1,s2'],
    [',', 's1'],
  ])('are refused as %s with %s, without a secret in the text', (ids, secrets) => {
    expect(() => pairOAuthClients(ids, secrets)).toThrow(
      /as many clients as secrets \(\d and \d are given\)/,
    );
  });
});
