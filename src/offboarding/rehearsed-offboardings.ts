/** Journeys that are only planned: what a request would set in motion, without setting it in motion. */

import type { PersonTable } from '../store/tables.ts';
import type { Accepted, Intent } from './intent.ts';
import { planJourney, WANTED } from './intent.ts';
import { Offboardings, type OffboardingsOptions, type Standing } from './offboardings.ts';
import type { PlannedStep } from './policy.ts';
import { SnapshotVault } from './snapshot-vault.ts';
import { STEPS } from './steps/registry.ts';

/** A step of a journey that was not begun. */
export interface RehearsedStep extends PlannedStep {
  /** Genesys calls that it makes for what the person holds. */
  readonly calls: readonly string[];
}

export interface RehearsedJourney {
  readonly kind: Intent['kind'];
  readonly steps: readonly RehearsedStep[];
}

/** For one request. */
export class RehearsedOffboardings extends Offboardings {
  readonly journeys: RehearsedJourney[] = [];
  readonly #options: OffboardingsOptions;
  readonly #wanted = new Map<string, PersonTable['wanted']>();

  constructor(options: OffboardingsOptions) {
    super(options);
    this.#options = options;
  }

  override async accept(): Promise<Accepted> {
    throw new Error('A rehearsal accepts nothing');
  }

  override async carryOut(intent: Intent): Promise<void> {
    const { policy, vault = new SnapshotVault(), now = () => new Date() } = this.#options;
    const current = (await super.findStandings([intent.userId])).get(intent.userId)?.offboarding;
    const { steps } = planJourney(intent, current, { policy, vault, now });
    this.journeys.push({
      kind: intent.kind,
      steps: steps.map((step) => ({ ...step, calls: STEPS.get(step.name)?.about.calls ?? [] })),
    });
    this.#wanted.set(intent.userId, WANTED[intent.kind]);
  }

  override async waitForEntitlements(): Promise<boolean> {
    return false;
  }

  override async findStandings(userIds: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
    const standings = new Map(await super.findStandings(userIds));
    for (const [userId, wanted] of this.#wanted) {
      const standing = standings.get(userId);
      if (standing === undefined) continue;
      standings.set(userId, { ...standing, person: { ...standing.person, wanted } });
    }
    return standings;
  }
}
