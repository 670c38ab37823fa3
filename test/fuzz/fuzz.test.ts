import { describe, expect, it, onTestFinished } from 'vitest';
import { attackBridge, type CampaignOptions, lieToBridge, type Tally, tryWithoutRight } from './campaign.ts';

/** The same every day, so that a failure is about what was changed; `npm run test:fuzz` takes a new one. */
const SEED = 20_260_501;

/** The recording of the run is for what a bridge asks that is told the truth. */
function leaveNoRecording(): void {
  const { SIMULATOR_RECORD } = process.env;
  if (SIMULATOR_RECORD === undefined) return;
  delete process.env.SIMULATOR_RECORD;
  onTestFinished(() => {
    process.env.SIMULATOR_RECORD = SIMULATOR_RECORD;
  });
}

async function findingsOf(campaign: (options: CampaignOptions) => Promise<Tally>, requests: number) {
  const tally = await campaign({ seed: SEED, requests });
  expect(tally.requests).toBe(requests);
  return tally.findings;
}

/** Seconds on a machine that has nothing else to do. */
const PATIENCE_MS = 300_000;

describe('whatever arrives', { timeout: PATIENCE_MS }, () => {
  it('from clients is answered in order, and breaks nothing', async () => {
    expect(await findingsOf(attackBridge, 720)).toEqual([]);
  });

  it('from clients without the right to it changes nothing', async () => {
    expect(await findingsOf(tryWithoutRight, 240)).toEqual([]);
  });

  it('from Genesys Cloud is never taken for the truth about the bridge', async () => {
    leaveNoRecording();
    expect(await findingsOf(lieToBridge, 96)).toEqual([]);
  });
});
