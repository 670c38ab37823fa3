/** `doctor` through the real executable, before a bridge and beside one. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALL_OPERATIONS } from '../../src/simulator/operations/all-operations.ts';
import { runCommand } from './harness/processes.ts';
import { World } from './harness/world.ts';

const LACKING = [
  'oauth:token:delete',
  'telephony:station:disassociate',
  'routing:queueMember:manage',
  'presence:userPresence:edit',
  'authorization:role:view',
];
/** With `routing:queue:join` it would stand for the managing of members. */
const ALTERNATIVE = 'routing:queue:edit';
const EVERY = [...new Set(ALL_OPERATIONS.flatMap(({ permissions }) => permissions.names))];
const CLIENTS = [
  { id: 'observer', secret: 'secret' },
  {
    id: 'bridge',
    secret: 'secret',
    permissions: EVERY.filter((name) => ![...LACKING, ALTERNATIVE].includes(name)),
  },
  { id: 'complete', secret: 'secret', permissions: EVERY },
];

let world: World;

async function examine(env: Readonly<Record<string, string>> = {}) {
  const { status, stdout } = await runCommand(['doctor', '--json'], { ...world.environment, ...env });
  const { findings } = JSON.parse(stdout);
  const bad = findings.filter(({ severity }: { severity: string }) => /warning|failure/.test(severity));
  return { status, findings, bad: bad.map(({ finding }: { finding: string }) => finding) };
}

beforeAll(async () => {
  world = await World.start({ simulatorEnv: { SIMULATOR_CLIENTS: JSON.stringify(CLIENTS) } });
  await world.createClient('okta');
});

afterAll(() => world.end());

it('names five missing permissions without a bridge, and ends with status 2', async () => {
  const { status, bad } = await examine();
  expect(status).toBe(2);
  expect(bad.sort()).toEqual(LACKING.map((name) => `${name} is missing in every division`).sort());
});

it('finds nothing to do beside a running bridge whose client may do all', async () => {
  await world.startBridge();
  const { status, findings, bad } = await examine({ GENESYSCLOUD_OAUTHCLIENT_ID: 'complete' });
  expect({ status, bad }).toEqual({ status: 0, bad: [] });
  const checks = findings.map(
    ({ check, severity }: { check: string; severity: string }) => `${check} ${severity}`,
  );
  expect(checks).toEqual(
    expect.arrayContaining([
      'region ok',
      'credentials ok',
      'clock ok',
      'permissions ok',
      'database ok',
      'token ok',
      'SCIM base URL ok',
    ]),
  );
});

it('takes a configuration that cannot be used for a finding', async () => {
  const { status, stdout } = await runCommand(['doctor'], {
    ...world.environment,
    GENESYSCLOUD_REGION: 'mars',
  });
  expect(status).toBe(2);
  expect(stdout).toContain('FAILURE  configuration');
  expect(stdout).toContain('GENESYSCLOUD_REGION');
});
