import { expect, it } from 'vitest';
import { makeRole } from '../../../src/cli/doctor/ready-role.ts';

const need = (name: string, required = true) => ({ name, alternatives: [], purposes: ['step x'], required });
const NEEDED = [
  need('routing:queue:view'),
  need('directory:user:view'),
  need('directory:user:add'),
  need('gdpr:request:add', false),
];

it('has what policy needs, each entity once', () => {
  expect(makeRole(NEEDED, false).permissionPolicies).toEqual([
    { domain: 'directory', entityName: 'user', actionSet: ['add', 'view'], allowConditions: false },
    { domain: 'routing', entityName: 'queue', actionSet: ['view'], allowConditions: false },
  ]);
});

it('has what depends on the identity provider only when asked for everything', () => {
  const domains = makeRole(NEEDED, true).permissionPolicies.map(({ domain }) => domain);
  expect(domains).toEqual(['directory', 'gdpr', 'routing']);
});
