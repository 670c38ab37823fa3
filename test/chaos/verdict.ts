/** What is looked at when a bridge has been through something. */

import { expect } from 'vitest';
import type { AdminApi } from '../e2e/harness/admin-api.ts';
import { runCommand } from '../e2e/harness/processes.ts';
import type { World } from '../e2e/harness/world.ts';
import type { Journal } from './journal.ts';
import { findDoubleJourneys, untilQuiet } from './journeys.ts';
import type { Ledger } from './ledger.ts';
import { report } from './length.ts';
import { findLost } from './truth.ts';

const QUIET_WITHIN_MS = 90_000;

export interface Trial {
  /** For the line of figures. */
  readonly what: string;
  readonly world: World;
  readonly admin: AdminApi;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** To be called when the load has ended and the bridge runs. */
export async function judge({ what, world, admin, ledger, journal, figures }: Trial): Promise<void> {
  const double = await findDoubleJourneys(admin);
  await untilQuiet(admin, QUIET_WITHIN_MS);
  await journal.follow();
  const lost = await findLost(ledger, world.genesys);
  const repeated = journal.repeated();
  const audit = await runCommand(['audit', 'verify', '--json'], world.environment);
  report(what, {
    ...figures,
    acknowledged: ledger.acknowledgements,
    lost: lost.length,
    repeated: repeated.length,
    answers: Object.fromEntries(ledger.answers),
    genesysCalls: journal.calls,
  });
  expect(lost).toEqual([]);
  expect(repeated).toEqual([]);
  expect(double).toEqual([]);
  expect(audit).toMatchObject({ status: 0 });
}
