import { expect, it } from 'vitest';
import { offboardingPolicy } from '../../../src/cli/control.ts';
import { listNeededPermissions } from '../../../src/cli/doctor/needed-permissions.ts';
import { comparePermissions } from '../../../src/cli/doctor/permission-findings.ts';
import { readConfiguration } from '../../../src/config/configuration.ts';
import { parsePolicy } from '../../../src/config/policy.ts';

const EAST = { id: 'd-east', name: 'East' };
const WEST = { id: 'd-west', name: 'West' };

function neededBy(yaml: string) {
  const { offboarding, clients } = parsePolicy(yaml, 'test');
  const policy = offboardingPolicy(readConfiguration({ env: {} }));
  return listNeededPermissions({ ...policy, ...offboarding, clients });
}

function requiredBy(yaml: string): string[] {
  return neededBy(yaml).flatMap(({ name, required }) => (required ? [name] : []));
}

function need(name: string, over: { required?: boolean; alternatives?: string[][] } = {}) {
  return { name, alternatives: [], purposes: ['step x'], required: true, ...over };
}

const held = (...grants: readonly (readonly [divisionId: string, ...permissions: string[]])[]) => ({
  grants: grants.map(([divisionId, ...permissions]) => ({ divisionId, permissions })),
  divisions: [EAST, WEST],
  divisionless: new Set(['oauth:token:delete']),
});

const PAIR = need('a:b:c', { alternatives: [['x:y:z', 'x:y:w']] });

it('needs for a step only what policy asks for', () => {
  const few = requiredBy(
    'offboarding: { deactivate: { release: [presence] }, delete: { release: [presence] } }',
  );
  expect(few).toContain('oauth:token:delete');
  expect(few).not.toContain('groups:team:assign');
  const all = requiredBy('offboarding: { deactivate: { release: all } }');
  expect(all).toEqual(
    expect.arrayContaining(['groups:team:assign', 'wfm:agent:edit', 'mfa:verifier:delete']),
  );
});

it('needs what a single client overrides', () => {
  const own = 'clients: { okta: { offboarding: { deactivate: { release: [team] } } } }';
  const general = 'offboarding: { deactivate: { release: [] }, delete: { release: [] } }';
  expect(requiredBy(general)).not.toContain('groups:team:assign');
  expect(requiredBy(`${own}\n${general}`)).toContain('groups:team:assign');
});

it('asks for the end of conversations only where policy ends them', () => {
  const ending = (conversations: string) =>
    neededBy(
      `offboarding: { deactivate: { conversations: ${conversations} }, delete: { conversations: ${conversations} } }`,
    ).find(({ name }) => name === 'conversation:communication:disconnect')?.required;
  expect(ending('wait')).toBe(false);
  expect(ending('disconnect')).toBe(true);
});

it('names what is missing everywhere, and the divisions it is missing in', () => {
  const needed = [need('a:b:c'), need('d:e:f')];
  const findings = comparePermissions(needed, held([EAST.id, 'd:e:f']), 'bridge');
  expect(findings).toMatchObject([
    { severity: 'ok', finding: expect.stringContaining('0 of 2') },
    { severity: 'failure', finding: 'a:b:c is missing in every division' },
    { severity: 'warning', finding: "d:e:f is missing in the division 'West'" },
  ]);
});

it.each([
  ['a grant in all divisions', need('a:b:c'), held(['*', 'a:b:c'])],
  ['grants that cover the divisions together', need('a:b:c'), held([EAST.id, 'a:b:c'], [WEST.id, 'a:b:c'])],
  ['all actions', need('a:b:c'), held(['*', 'a:b:*'])],
  ['all entities of a domain', need('a:b:c'), held(['*', 'a:*:*'])],
  ['an alternative', need('a:b:c', { alternatives: [['x:y:z']] }), held(['*', 'x:y:z'])],
  ['an alternative of several', PAIR, held(['*', 'x:y:z'], ['*', 'x:y:w'])],
  ['half of it everywhere, half in each', PAIR, held(['*', 'x:y:z'], [EAST.id, 'x:y:w'], [WEST.id, 'x:y:w'])],
  ['another one in each division', PAIR, held([EAST.id, 'a:b:c'], [WEST.id, 'x:y:z', 'x:y:w'])],
  ['one division, where none matters', need('oauth:token:delete'), held([EAST.id, 'oauth:token:delete'])],
])('is content with %s', (_what, needed, access) => {
  expect(comparePermissions([needed], access, 'bridge')).toHaveLength(1);
});

it('is not content with half of an alternative', () => {
  const [, nowhere] = comparePermissions([PAIR], held(['*', 'x:y:z']), 'bridge');
  expect(nowhere).toMatchObject({ severity: 'failure', cure: expect.stringContaining('x:y:z with x:y:w') });
  const apart = held([EAST.id, 'x:y:z', 'x:y:w'], [WEST.id, 'x:y:z']);
  expect(comparePermissions([PAIR], apart, 'bridge')[1]?.finding).toContain("in the division 'West'");
});

it('knows what stands for the management of queue members, with the joined flag only where people return', () => {
  const standsIn = (reactivate: string) =>
    neededBy(`offboarding: { restore: { reactivate: ${reactivate} } }`).find(
      ({ name }) => name === 'routing:queueMember:manage',
    )?.alternatives;
  expect(standsIn('all')).toEqual([['routing:queue:edit', 'routing:queue:join']]);
  expect(standsIn('none')).toEqual([['routing:queue:edit']]);
});

it('does not warn of what the identity provider may never send', () => {
  const findings = comparePermissions([need('a:b:c', { required: false })], held(), 'bridge');
  expect(findings.map(({ severity }) => severity)).toEqual(['ok', 'note']);
});
