/** docs/steps.md is written from the steps themselves: `npx vitest run <this file> -u` brings it up to date. */

import { describe, expect, it } from 'vitest';
import { RELEASE_STEPS } from '../../../src/config/policy-offboarding.ts';
import { planRelease, planReturn } from '../../../src/offboarding/policy.ts';
import type { Snapshot } from '../../../src/offboarding/snapshot.ts';
import { findStep } from '../../../src/offboarding/steps/perform.ts';
import { STEPS } from '../../../src/offboarding/steps/registry.ts';
import type { Step } from '../../../src/offboarding/steps/step.ts';
import { verificationStep } from '../../../src/offboarding/steps/verification.ts';

const ALL: readonly Step[] = [...STEPS.values(), verificationStep];

const HEAD = `# Steps

What each step of an offboarding does, in the order of a complete one. A journey takes those that policy asks for
([configuration.md](configuration.md)); [deprovisioning.md](deprovisioning.md) says how they fit together. Paths
are those of the Platform API below \`/api/v2\`; \`[n]\` means one call for each, \`[2]\` two calls. Calls of people
who leave at the same time are combined where Genesys allows. A step makes no call at all when there is nothing to
take away.
`;

function list(items: readonly string[], mark: string): string {
  return items.length === 0 ? 'none' : items.map((item) => `${mark}${item}${mark}`).join(', ');
}

function quoteCall(call: string): string {
  const [, path = '', rest = ''] = /^((?:GET|POST|PUT|PATCH|DELETE) \S+)(.*)$/.exec(call) ?? [];
  return path === '' ? call : `\`${path}\`${rest}`;
}

function render({ name, about }: Step): string {
  const calls = about.calls.length === 0 ? 'none' : about.calls.map(quoteCall).join('; ');
  const isName = (permission: string) => permission.includes(':');
  return [
    `## ${name}`,
    '',
    `${about.does.charAt(0).toUpperCase()}${about.does.slice(1)}.`,
    '',
    `- Genesys calls: ${calls}`,
    `- permissions: ${list(about.permissions, about.permissions.every(isName) ? '`' : '')}`,
    `- evidence: ${about.evidence}`,
    `- undo: ${about.undo}`,
    '',
  ].join('\n');
}

/** Somebody to whom everything is owed. */
const HOLDING: Snapshot = {
  takenAt: '2026-03-01T12:00:00.000Z',
  unfinishedReturn: false,
  inherited: false,
  user: { name: 'A', email: 'a@example.com', state: 'active', version: 1 },
  roles: [],
  queues: [{ id: 'q', joined: true }],
  groups: [{ id: 'g' }],
  lostGroups: [],
  station: { default: { id: 's' } },
  skills: [{ id: 'k' }],
  languages: [{ id: 'l' }],
  team: { id: 't' },
  utilization: { own: {} },
  workforce: { unit: { id: 'u' } },
  unread: [],
};

describe('docs/steps.md', () => {
  it('says what the steps say of themselves', async () => {
    const page = [HEAD, ...ALL.map(render)].join('\n');
    await expect(page).toMatchFileSnapshot('../../../docs/steps.md');
  });
});

describe('the registry', () => {
  it('knows every step that a journey can take, in the direction it takes it', () => {
    const leaving = {
      release: 'all',
      groups: 'unmanaged',
      conversations: 'wait',
      maxWait: 1,
      reason: 'Unknown',
      lockOut: 'first',
    } as const;
    for (const { name } of planRelease(leaving)) expect(findStep(name)?.perform, name).toBeDefined();
    for (const { name } of planReturn('revive', HOLDING)) expect(findStep(name)?.undo, name).toBeDefined();
    expect(RELEASE_STEPS.filter((name) => !STEPS.has(name))).toEqual([]);
  });

  it('verifies whatever is taken away for good', () => {
    const reportsOnly = ['telephony'];
    const unverified = RELEASE_STEPS.filter((name) => STEPS.get(name)?.verify === undefined);
    expect(unverified).toEqual(reportsOnly);
  });
});
