/**
 * The state of a piece of work that passes through all `states`, each for as long as the others, and reaches the last
 * one after `durationMs`.
 */
export function stateAt<T>(
  states: readonly [T, ...T[]],
  work: { startedAt: number; durationMs: number },
  now: number,
): T {
  const last = states.length - 1;
  const passed = now - work.startedAt;
  const place = passed >= work.durationMs ? last : Math.floor((passed / work.durationMs) * last);
  return states[place] ?? states[0];
}
