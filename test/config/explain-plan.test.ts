import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../src/config/explain-plan.ts';
import { parsePolicy } from '../../src/config/policy.ts';

function explain(text: string): string[] {
  const { offboarding, clients, guard } = parsePolicy(text, 'policy.yaml');
  return explainPlan(offboarding, clients, guard);
}

describe('explainPlan', () => {
  it('says what happens without a policy file', () => {
    expect(explain('')).toEqual([
      'active=false: at once, before the answer, the person becomes inactive (reason Unknown) and all tokens are ' +
        'deleted; then conversations in progress are waited for, at most 4h; then taken away: presence offline; ' +
        'queues, joined or not; associated and default station; then at the end everything is read back from ' +
        'Genesys Cloud.',
      expect.stringMatching(/^DELETE: .*taken away: .*groups.*routing skills.*direct roles.*second factors/),
      'active=true: everything held before comes back within 90d; later only state and default roles come back.',
      'POST of somebody who left: only state and default roles come back.',
      'guard: when 50 people have been deactivated within 1h, further deactivations are held back until an ' +
        'administrator decides.',
      'What people held before is kept for 90d.',
      'Every 1d: people who left and are active again, back in a queue or hold roles again are reported.',
    ]);
  });

  it('says what differs for a client, and nothing else', () => {
    const text = 'clients: {okta: {guard: off, offboarding: {deactivate: {release: []}}}, entra: {}}';
    const sentences = explain(text);
    expect(sentences.filter((sentence) => sentence.startsWith('Client'))).toEqual([
      expect.stringMatching(/^Client okta, active=false: .*nothing is taken away/),
      'Client okta, guard: deactivations are never held back.',
    ]);
  });

  it('says which groups are left', () => {
    const [, byDefault] = explain('');
    expect(byDefault).toContain('groups that no identity provider manages by SCIM');
    const [, all] = explain('offboarding: {delete: {groups: all}}');
    expect(all).toContain('all groups (those kept by a rule stay)');
  });

  it('says when the lock-out comes where it does not come first', () => {
    const [deactivate] = explain('offboarding: {deactivate: {lockOut: {afterDrain: 10m}}}');
    expect(deactivate).toMatch(/goes offline and may finish conversations; .* after 10m in any case/);
    expect(deactivate).not.toContain('at once');
  });
});
