import { expect, it } from 'vitest';
import { openProgress } from '../../src/cli/progress.ts';

function record(isTTY: boolean, clock: () => number) {
  const written: string[] = [];
  const progress = openProgress({ isTTY, write: (text: string) => written.push(text) }, clock);
  return { progress, written };
}

it('writes nothing where there is no terminal', () => {
  const { progress, written } = record(false, () => 0);
  progress.show(1, 2, 10);
  progress.end();
  expect(written).toEqual([]);
});

it('shows rate and time left, at most ten times a second, and takes itself away', () => {
  let now = 0;
  const { progress, written } = record(true, () => now);
  progress.show(0, 4, 0);
  now = 50;
  progress.show(0, 4, 10);
  now = 10_000;
  progress.show(1, 4, 5_000);
  progress.end();
  expect(written).toHaveLength(3);
  expect(written[1]).toContain('[######..................] 5,000 conversations, 500/s, 30 s left');
  expect(written[2]).toBe('\r\u001b[K');
});
