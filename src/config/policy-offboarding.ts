/** What is done to leavers and for those who return: the section `offboarding`, and what a client may override. */

import { z } from 'zod';
import { duration } from './duration.ts';

/**
 * What an offboarding can release, in the order in which it does: first what takes one call for many people, while
 * those who leave together are all at the same step.
 */
export const RELEASE_STEPS = [
  'presence',
  'groups',
  'queues',
  'team',
  'workforce',
  'station',
  'skills',
  'languages',
  'utilization',
  'roles',
  'verifiers',
  'telephony',
] as const;

export type ReleaseStep = (typeof RELEASE_STEPS)[number];

/** The reasons that Genesys knows for a change of state (FACTS section 1.1). */
const STATE_CHANGE_REASONS = ['Voluntary', 'Seasonal', 'Leave', 'Performance', 'Conduct', 'Unknown'] as const;

const release = z.union(
  [z.literal('all'), z.array(z.enum(RELEASE_STEPS))],
  `must be all, or a list of ${RELEASE_STEPS.join(', ')}`,
);
const conversations = z.enum(['wait', 'disconnect', 'ignore']);
const reason = z.enum(STATE_CHANGE_REASONS);
const lockOut = z.union(
  [z.literal('first'), z.strictObject({ afterDrain: duration() })],
  'must be first, or { afterDrain: 10m }',
);
const extent = z.enum(['all', 'none']);
/** Which groups the step `groups` leaves: those that no SCIM client manages, or all. */
const groups = z.enum(['unmanaged', 'all']);

/** What a leaver's journey keeps of the policy it was accepted under. */
export const LEAVING_CHOICES = { groups, conversations, reason } as const;

function leaving(released: ReleaseStep[] | 'all') {
  return z
    .strictObject({
      release: release.default(released),
      groups: groups.default('unmanaged'),
      /** What becomes of conversations in progress before anything is released. */
      conversations: conversations.default('wait'),
      /** Milliseconds after which the release goes on whatever is still in progress. */
      maxWait: duration().prefault('4h'),
      reason: reason.default('Unknown'),
      lockOut: lockOut.default('first'),
    })
    .refine((settings) => settings.lockOut === 'first' || settings.conversations !== 'ignore', {
      path: ['conversations'],
      message: 'must be wait or disconnect where lockOut comes after a drain',
    })
    .prefault({});
}

const leavingOverride = z.strictObject({
  release: release.exactOptional(),
  groups: groups.exactOptional(),
  conversations: conversations.exactOptional(),
  maxWait: duration().exactOptional(),
  reason: reason.exactOptional(),
  lockOut: lockOut.exactOptional(),
});

export const offboardingSchema = z
  .strictObject({
    deactivate: leaving(['presence', 'station', 'queues']),
    delete: leaving('all'),
    restore: z
      .strictObject({
        reactivate: extent.default('all'),
        revive: extent.default('none'),
        /** Milliseconds after which whoever returns gets the state and the default roles only. */
        within: duration().prefault('90d'),
      })
      .prefault({}),
    /** What a person held before; needed for the way back. */
    snapshots: z.strictObject({ keep: duration().prefault('90d') }).prefault({}),
    drift: z
      .strictObject({
        every: z.union([z.literal('never'), duration()]).prefault('1d'),
        action: z.enum(['report', 'repair']).default('report'),
      })
      .prefault({}),
  })
  .refine(({ snapshots, restore }) => snapshots.keep >= restore.within, {
    path: ['snapshots', 'keep'],
    message: 'must not be shorter than restore.within, which needs the snapshots',
  })
  .prefault({});

export const offboardingOverrideSchema = z.strictObject({
  deactivate: leavingOverride.exactOptional(),
  delete: leavingOverride.exactOptional(),
  restore: z
    .strictObject({
      reactivate: extent.exactOptional(),
      revive: extent.exactOptional(),
      within: duration().exactOptional(),
    })
    .exactOptional(),
});

export type OffboardingSettings = z.infer<typeof offboardingSchema>;
export type LeavingSettings = OffboardingSettings['deactivate'];
export type OffboardingOverride = z.infer<typeof offboardingOverrideSchema>;

/** The settings with what one client overrides. */
export function overrideOffboarding(
  settings: OffboardingSettings,
  override: OffboardingOverride | undefined,
): OffboardingSettings {
  if (override === undefined) return settings;
  return {
    ...settings,
    deactivate: { ...settings.deactivate, ...override.deactivate },
    delete: { ...settings.delete, ...override.delete },
    restore: { ...settings.restore, ...override.restore },
  };
}
