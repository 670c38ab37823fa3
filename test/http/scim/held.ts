/** How long a piece of work keeps the event loop from everything else. */

/**
 * The most CPU time, in milliseconds, that the main thread spent within one turn of the event loop while
 * `work` ran. CPU time and not time: other processes on a loaded machine do not count.
 */
async function heldMs(work: () => Promise<unknown>): Promise<number> {
  let worst = 0;
  let isRunning = true;
  const cpu = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = cpu();
  const sample = () => {
    const now = cpu();
    worst = Math.max(worst, now - last);
    last = now;
    if (isRunning) setImmediate(sample);
  };
  setImmediate(sample);
  await work();
  isRunning = false;
  // One more turn, so that the last piece of the work counts.
  await new Promise<void>((resolve) => setImmediate(resolve));
  sample();
  return worst;
}

/**
 * The least of up to five runs, of which the first below `enough` is the last: the first ones still compile
 * what they run, and any may collect garbage.
 */
export async function holdsEventLoopMs(work: () => Promise<unknown>, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && least >= enough; run += 1) least = Math.min(least, await heldMs(work));
  return least;
}
