/** Which permissions of Genesys Cloud the configured policy needs, from what the steps say of themselves. */

import { type OffboardingPolicy, planRelease, policyOf } from '../../offboarding/policy.ts';
import { STEPS } from '../../offboarding/steps/registry.ts';

export interface NeededPermission {
  /** The one to ask for. */
  readonly name: string;
  /** What Genesys takes in its place: all permissions of any of these. */
  readonly alternatives: readonly (readonly string[])[];
  readonly purposes: readonly string[];
  /** False where it depends on what the identity provider sends. */
  readonly required: boolean;
}

/** Permissions in whose place Genesys takes others (FACTS section 18). */
const ALTERNATIVES: Readonly<Record<string, NeededPermission['alternatives']>> = {
  'directory:user:edit': [['directory:organization:admin']],
  'telephony:phone:assign': [['telephony:plugin:all']],
  'routing:language:assign': [['routing:skill:assign']],
  'routing:utilization:view': [['routing:utilization:manage']],
  'analytics:conversationDetail:view': [['analytics:agentConversationDetail:view']],
  'wfm:agent:view': [['wfm:publishedSchedule:view'], ['wfm:schedule:view']],
  // Members of a queue take the one, the joined flag of a membership the other.
  'routing:queueMember:manage': [['routing:queue:edit', 'routing:queue:join']],
};

const RETURN_OF_QUEUES = 'return of queues';

function alternativesTo(name: string, purposes: ReadonlySet<string>): NeededPermission['alternatives'] {
  // Only who comes back has the flag set.
  const leavesOnly = name === 'routing:queueMember:manage' && !purposes.has(RETURN_OF_QUEUES);
  return leavesOnly ? [['routing:queue:edit']] : (ALTERNATIVES[name] ?? []);
}

type Purpose = readonly [permission: string, purpose: string];

const ALWAYS: readonly Purpose[] = [
  ['directory:user:view', 'looking people up'],
  ['directory:user:add', 'new people'],
  ['directory:user:edit', 'changes of people'],
];

const WHEN_SENT: readonly Purpose[] = [
  ['directory:user:setPassword', 'passwords, if the identity provider sends them'],
  ['telephony:extension:assign', 'phone numbers with an extension, if the identity provider sends them'],
  ['routing:skill:assign', 'skills, if the identity provider sends them'],
  ['routing:language:assign', 'languages, if the identity provider sends them'],
  ['authorization:role:view', 'roles, if the identity provider sends them'],
  ['authorization:grant:add', 'roles, if the identity provider sends them'],
  ['authorization:grant:delete', 'roles, if the identity provider sends them'],
  ['directory:group:add', 'groups, if the identity provider pushes them'],
  ['directory:group:edit', 'groups, if the identity provider pushes them'],
  ['directory:group:delete', 'groups, if the identity provider pushes them'],
  ['conversation:communication:disconnect', "the command 'conversations end'"],
  ['audits:audit:view', "Genesys' own entries in the evidence"],
  ['analytics:conversationDetail:view', "the command 'export'"],
  ['gdpr:request:add', "the command 'erase'"],
  ['gdpr:request:view', "the command 'erase'"],
];

/** What the snapshot reads only for steps to come, and what steps read beside what they write. */
const READ_FOR: Readonly<Record<string, readonly string[]>> = {
  station: ['telephony:otherStationAssociation:view'],
  utilization: ['routing:utilization:view'],
  workforce: ['wfm:agent:view'],
  verifiers: ['mfa:verifier:view'],
};
const SNAPSHOT_ALWAYS: readonly string[] = ['authorization:grant:view', 'routing:queue:view'];

/** What only the taking away needs. */
const ONE_WAY: ReadonlySet<string> = new Set(['telephony:station:disassociate']);

/** Steps whose undoing takes the same permissions as they do. */
const GIVEN_BACK: readonly string[] = [
  'skills',
  'languages',
  'utilization',
  'team',
  'groups',
  'queues',
  'workforce',
  'station',
];

function permissionsOf(step: string): readonly string[] {
  if (step === 'snapshot') return SNAPSHOT_ALWAYS;
  const own = STEPS.get(step)?.about.permissions ?? [];
  return [...own, ...(READ_FOR[step] ?? [])];
}

function listLeaving(policy: OffboardingPolicy, kind: 'deactivate' | 'delete'): Purpose[] {
  const ends = policy[kind].conversations === 'disconnect';
  return planRelease(policy[kind]).flatMap(({ name }) =>
    permissionsOf(name)
      .filter((permission) => ends || permission !== 'conversation:communication:disconnect')
      .map((permission): Purpose => [permission, `step ${name}`]),
  );
}

function listReturning(policy: OffboardingPolicy): Purpose[] {
  const taken = new Set(
    [...planRelease(policy.deactivate), ...planRelease(policy.delete)].map(({ name }) => name),
  );
  const extent = [policy.restore.reactivate, policy.restore.revive];
  const given = extent.includes('all') ? GIVEN_BACK.filter((name) => taken.has(name)) : [];
  return [
    ['authorization:role:view', 'return of roles'],
    ['authorization:grant:add', 'return of roles'],
    ...given.flatMap((name) =>
      permissionsOf(name)
        .filter((permission) => !ONE_WAY.has(permission))
        .map((permission): Purpose => [permission, `return of ${name}`]),
    ),
  ];
}

/** The policy itself, and for each client that overrides something its own. */
function listPolicies(policy: OffboardingPolicy): OffboardingPolicy[] {
  return [policy, ...Object.keys(policy.clients).map((name) => policyOf(policy, name))];
}

function collect(purposes: readonly Purpose[], required: boolean): NeededPermission[] {
  const byName = new Map<string, Set<string>>();
  for (const [permission, purpose] of purposes) {
    byName.set(permission, (byName.get(permission) ?? new Set()).add(purpose));
  }
  return [...byName].map(([name, reasons]) => ({
    name,
    alternatives: alternativesTo(name, reasons),
    purposes: [...reasons],
    required,
  }));
}

/** Required ones first; each once. */
export function listNeededPermissions(policy: OffboardingPolicy): NeededPermission[] {
  const journeys = listPolicies(policy).flatMap((each) => [
    ...listLeaving(each, 'deactivate'),
    ...listLeaving(each, 'delete'),
    ...listReturning(each),
  ]);
  const required = collect([...ALWAYS, ...journeys], true);
  const names = new Set(required.map(({ name }) => name));
  const optional = collect(WHEN_SENT, false).filter(({ name }) => !names.has(name));
  return [...required, ...optional];
}
