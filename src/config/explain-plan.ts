/** What the offboarding policy comes to, in plain words, for `config check`. */

import { formatDuration } from './duration.ts';
import type { ClientPolicies } from './policy-clients.ts';
import type { GuardSettings } from './policy-guard.ts';
import {
  type LeavingSettings,
  type OffboardingSettings,
  overrideOffboarding,
  RELEASE_STEPS,
  type ReleaseStep,
} from './policy-offboarding.ts';

const WORDS: Readonly<Record<Exclude<ReleaseStep, 'groups'>, string>> = {
  presence: 'presence offline',
  station: 'associated and default station',
  queues: 'queues, joined or not',
  team: 'work team',
  skills: 'routing skills',
  languages: 'routing languages',
  utilization: 'own utilization',
  workforce: 'management unit',
  roles: 'direct roles',
  verifiers: 'second factors',
  telephony: 'a report of mailbox, phones and numbers',
};

function explainLockOut({ lockOut, reason }: LeavingSettings): string {
  const how = `the person becomes inactive (reason ${reason}) and all tokens are deleted`;
  if (lockOut === 'first') return `at once, before the answer, ${how}`;
  return (
    'the person goes offline and may finish conversations; when they are over, and after ' +
    `${formatDuration(lockOut.afterDrain)} in any case, ${how}`
  );
}

function explainConversations({ conversations, maxWait, lockOut }: LeavingSettings): string | undefined {
  if (conversations === 'disconnect') return 'conversations still in progress are disconnected';
  if (conversations === 'ignore' || lockOut !== 'first') return undefined;
  return `conversations in progress are waited for, at most ${formatDuration(maxWait)}`;
}

const GROUPS: Readonly<Record<LeavingSettings['groups'], string>> = {
  unmanaged: 'groups that no identity provider manages by SCIM (others and those kept by a rule stay)',
  all: 'all groups (those kept by a rule stay)',
};

function explainRelease({ release, groups }: LeavingSettings): string {
  const names = RELEASE_STEPS.filter((name) => release === 'all' || release.includes(name));
  if (names.length === 0) return 'nothing is taken away; the person keeps everything but the way in';
  return `taken away: ${names.map((name) => (name === 'groups' ? GROUPS[groups] : WORDS[name])).join('; ')}`;
}

function explainLeaving(request: string, settings: LeavingSettings): string {
  const parts = [explainLockOut(settings), explainConversations(settings), explainRelease(settings)];
  const end = 'at the end everything is read back from Genesys Cloud';
  return `${request}: ${[...parts, end].filter((part) => part !== undefined).join('; then ')}.`;
}

function explainReturn({ restore }: OffboardingSettings): string[] {
  const back = { all: 'everything held before comes back', none: 'only state and default roles come back' };
  const window = `within ${formatDuration(restore.within)}; later only state and default roles come back`;
  const explain = (request: string, extent: 'all' | 'none') =>
    `${request}: ${back[extent]}${extent === 'all' ? ` ${window}` : ''}.`;
  return [explain('active=true', restore.reactivate), explain('POST of somebody who left', restore.revive)];
}

function explainCare({ snapshots, drift }: OffboardingSettings): string[] {
  const deed = drift.action === 'repair' ? 'repaired' : 'reported';
  return [
    `What people held before is kept for ${formatDuration(snapshots.keep)}.`,
    drift.every === 'never'
      ? 'Nobody looks whether people who left are let in again in Genesys Cloud.'
      : `Every ${formatDuration(drift.every)}: people who left and are active again, back in a queue or hold roles again are ${deed}.`,
  ];
}

function explainJourneys(settings: OffboardingSettings): string[] {
  return [
    explainLeaving('active=false', settings.deactivate),
    explainLeaving('DELETE', settings.delete),
    ...explainReturn(settings),
  ];
}

function explainGuard(guard: GuardSettings): string {
  if (guard === 'off') return 'guard: deactivations are never held back.';
  const { deactivations, within } = guard;
  return (
    `guard: when ${deactivations} people have been deactivated within ${formatDuration(within)}, further deactivations ` +
    'are held back until an administrator decides.'
  );
}

/** One sentence for each kind of request, and again for each client that overrides something. */
export function explainPlan(
  settings: OffboardingSettings,
  clients: ClientPolicies,
  guard: GuardSettings,
): string[] {
  const general = [...explainJourneys(settings), explainGuard(guard)];
  const special = Object.entries(clients).flatMap(([name, { offboarding, guard: own = guard }]) =>
    [...explainJourneys(overrideOffboarding(settings, offboarding)), explainGuard(own)]
      .filter((sentence) => !general.includes(sentence))
      .map((sentence) => `Client ${name}, ${sentence}`),
  );
  return [...general, ...special, ...explainCare(settings)];
}
