import { expect, it } from 'vitest';
import { Coalesced } from '../../../src/console/live/coalesce.ts';

function setUp() {
  const runs: (() => void)[] = [];
  let later: (() => void) | undefined;
  const coalesced = new Coalesced(
    () => new Promise((resolve) => runs.push(resolve)),
    400,
    (_ms, run) => {
      later = run;
      return () => {
        later = undefined;
      };
    },
  );
  /** Ends the run under way and the pause after it. */
  async function finish(): Promise<void> {
    runs.at(-1)?.();
    await new Promise(setImmediate);
    later?.();
  }
  return { coalesced, runs, finish };
}

it('makes many wishes one run, and honours those that come while it runs by one more', async () => {
  const { coalesced, runs, finish } = setUp();
  coalesced.want();
  coalesced.want();
  coalesced.want();
  expect(runs).toHaveLength(1);
  await finish();
  expect(runs).toHaveLength(2);
  await finish();
  expect(runs).toHaveLength(2);
  coalesced.want();
  expect(runs).toHaveLength(3);
});

it('does nothing more once it is stopped', async () => {
  const { coalesced, runs, finish } = setUp();
  coalesced.want();
  coalesced.want();
  coalesced.stop();
  await finish();
  coalesced.want();
  expect(runs).toHaveLength(1);
});
