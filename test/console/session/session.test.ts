import { expect, it } from 'vitest';
import { parseSignIn, refusalFor } from '../../../src/console/session/session.ts';

it.each([
  [undefined, { token: true, oidc: undefined }],
  [{ signIn: { token: true } }, { token: true, oidc: undefined }],
  [{ signIn: { token: false, oidc: { name: 'Okta' } } }, { token: false, oidc: { name: 'Okta' } }],
  [{ signIn: { oidc: 'Okta' } }, { token: true, oidc: undefined }],
])('of %j offers %j', (body, signIn) => {
  expect(parseSignIn(body)).toEqual(signIn);
});

it('says which role is needed, and nothing to whoever has it or a higher one', () => {
  expect(refusalFor('viewer', 'operator')).toBe('needs the role operator; you have viewer');
  expect(refusalFor('operator', 'operator')).toBeUndefined();
  expect(refusalFor('administrator', 'operator')).toBeUndefined();
});
