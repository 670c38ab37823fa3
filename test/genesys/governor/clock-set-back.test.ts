import { expect, it } from 'vitest';
import type { Clock } from '../../../src/genesys/governor/clock.ts';
import { Gate } from '../../../src/genesys/governor/gate.ts';

const HOURS_MS = 2 * 3_600_000;
const CALL = { priority: 'lockOut' } as const;

/** A clock that somebody sets, with timers that never come in this time. */
function openGate() {
  let now = 1_700_000_000_000;
  const clock: Clock = { now: () => now, after: () => () => undefined };
  const setBack = (): void => {
    now -= HOURS_MS;
  };
  return { gate: new Gate(clock), setBack };
}

async function isLetThrough(gate: Gate): Promise<boolean> {
  const late = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  const entered = gate.enter(CALL).then(
    () => true,
    () => false,
  );
  return await Promise.race([entered, late]);
}

it('does not keep the breaker open', async () => {
  const { gate, setBack } = openGate();
  for (let time = 0; time < 5; time += 1) (await gate.enter(CALL)).leave('lost', 'down');
  expect(await isLetThrough(gate)).toBe(false);
  setBack();
  expect(await isLetThrough(gate)).toBe(true);
});

it('does not stretch a pause that Genesys asked for', async () => {
  const { gate, setBack } = openGate();
  gate.pause(60_000, { lane: 0 });
  expect(await isLetThrough(gate)).toBe(false);
  setBack();
  expect(await isLetThrough(gate)).toBe(true);
});

it('does not stretch the minute of a spent allowance', async () => {
  const { gate, setBack } = openGate();
  const headers = {
    'inin-ratelimit-allowed': '300',
    'inin-ratelimit-count': '300',
    'inin-ratelimit-reset': '60',
  };
  (await gate.enter(CALL)).leave({ status: 200, headers }, 'up');
  expect(await isLetThrough(gate)).toBe(false);
  setBack();
  expect(await isLetThrough(gate)).toBe(true);
});
