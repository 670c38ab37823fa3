import { expect, it } from 'vitest';
import { describeUnknownClients } from '../../src/cli/unknown-clients.ts';
import { parsePolicy } from '../../src/config/policy.ts';

it('names the clients of the policy that have no token, and the one that may be meant', () => {
  const { clients } = parsePolicy('clients: {Okta: {}, entra: {}, personnel: {}}', 'policy.yaml');
  expect(describeUnknownClients(clients, new Set(['okta', 'entra']))).toEqual([
    "the policy has settings for the client 'Okta', which has no token; did you mean 'okta'?",
    "the policy has settings for the client 'personnel', which has no token",
  ]);
  expect(describeUnknownClients({}, new Set(['okta']))).toEqual([]);
});
