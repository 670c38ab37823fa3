/** What policy said at the acceptance holds to the end of the journey. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/config/policy.ts';
import { keepRules, rulesOf } from '../../src/offboarding/accepted-rules.ts';
import type { OffboardingPolicy } from '../../src/offboarding/policy.ts';
import { Environment } from './bridge-in-process.ts';

describe('the rules of a journey', () => {
  const policyOf = (yaml: string): OffboardingPolicy => ({
    ...parsePolicy(yaml, 'test').offboarding,
    defaultRoles: [],
    clients: {},
    guard: 'off',
  });
  const DRAINING = 'offboarding: { delete: { groups: all, reason: Conduct, lockOut: { afterDrain: 5m } } }';

  it('come back from the row as they were', () => {
    const accepted = policyOf(DRAINING).delete;
    const row = JSON.parse(JSON.stringify(keepRules(accepted)));
    const { release: _, ...expected } = accepted;
    expect(rulesOf({ kind: 'delete', clientName: 'idp', rules: row }, policyOf(''))).toEqual(expected);
  });

  it('are those of the instance for a row that has none, or none that this version knows', () => {
    const policy = policyOf(DRAINING);
    for (const rules of [undefined, { groups: 'some' }]) {
      expect(rulesOf({ kind: 'delete', clientName: 'idp', rules }, policy)).toEqual(policy.delete);
      expect(rulesOf({ kind: 'deactivate', clientName: 'idp', rules }, policy)).toEqual(policy.deactivate);
    }
  });
});

describe('a journey whose policy changes half way', () => {
  let environment: Environment;

  beforeAll(async () => {
    environment = await Environment.open();
  });

  afterAll(() => environment.close());

  it('goes on under the policy that it was accepted under', async () => {
    const { genesys } = environment;
    const [id = ''] = await environment.people(1);
    await genesys.send('POST', `/simulator/users/${id}/conversation`, { state: 'connected' });
    const first = await environment.startBridge();
    await first.deactivate(id);
    await first.stepReached(id, 'conversations', 'waiting');
    await first.stop();
    const second = await environment.startBridge({
      policy: { deactivate: { conversations: 'disconnect', maxWait: 1_000 } },
      pace: 50,
    });
    const looked = await second.steps(id).then(({ conversations }) => conversations?.attempts ?? 0);
    await expect
      .poll(async () => (await second.steps(id)).conversations?.attempts, { timeout: 20_000 })
      .toBeGreaterThan(looked);
    expect((await second.steps(id)).conversations).toMatchObject({ status: 'waiting' });
    expect((await second.steps(id)).conversations?.evidence?.disconnected).toBeUndefined();
    await second.stop();
  });
});
