/** `npm run bench -- [NAME ...] [--OPTION]`: the named benchmarks, or all but the long ones, one after the other. */

import { type Benchmark, isWithinLimit, table } from './benchmark.ts';

/** Loaded when run, so that one benchmark carries nothing of another. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  deactivation: async () => (await import('./deactivation.ts')).deactivation,
  simulator: async () => (await import('./simulator.ts')).simulator,
  departures: async () => (await import('./departures.ts')).departures,
  offboard: async () => (await import('./offboard.ts')).offboard,
  sizing: async () => (await import('./sizing.ts')).sizing,
  import: async () => (await import('./import.ts')).importing,
  scim: async () => (await import('./scim.ts')).scim,
  outage: async () => (await import('./outage.ts')).outage,
  soak: async () => (await import('./soak.ts')).soak,
};

async function runAll(names: readonly string[], options: ReadonlySet<string>): Promise<boolean> {
  let met = true;
  for (const name of names) {
    const benchmark = await BENCHMARKS[name]?.();
    if (benchmark === undefined) continue;
    process.stdout.write(`\n== ${name}: ${benchmark.about}\n`);
    const figures = await benchmark.run(options);
    process.stdout.write(`${table(figures)}\n`);
    met &&= figures.every(isWithinLimit);
  }
  return met;
}

/** Run only by name. */
const LONG: ReadonlySet<string> = new Set(['soak', 'sizing']);

const known = Object.keys(BENCHMARKS);
const given = process.argv.slice(2);
const options = new Set(given.filter((word) => word.startsWith('--')));
const named = given.filter((word) => !options.has(word));
const names = named.length > 0 ? named : known.filter((name) => !LONG.has(name));
const unknown = names.find((name) => !known.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no benchmark '${unknown}'. Known: ${known.join(', ')}.\n`);
  process.exitCode = 1;
} else if (!(await runAll(names, options))) {
  process.stderr.write('A limit was missed.\n');
  process.exitCode = 1;
}
