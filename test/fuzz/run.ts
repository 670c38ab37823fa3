/** `npm run test:fuzz -- [--requests=200000] [--seed=N]`: the long run; ends with 1 when something was found. */

import { parseArgs } from 'node:util';
import {
  attackBridge,
  type CampaignOptions,
  type Finding,
  lieToBridge,
  type Tally,
  tryWithoutRight,
} from './campaign.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '200000' },
    seed: { type: 'string' },
    only: { type: 'string' },
    engine: { type: 'string' },
  },
});
const requests = Number(values.requests);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000_000));

/** Each with its share of the requests: a lie costs the patience of whoever asked. */
const CAMPAIGNS: readonly (readonly [
  name: string,
  share: number,
  run: (options: CampaignOptions) => Promise<Tally>,
])[] = [
  ['attack', 0.75, attackBridge],
  ['without-right', 0.2, tryWithoutRight],
  ['lies', 0.05, lieToBridge],
];

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

print(`${requests} requests, seed ${seed}; again with --seed=${seed}`);
const seen = new Map<string, number>();

/** The first of a kind in full: what comes often would hide the rest. */
function show({ what, request, answer }: Finding): void {
  const times = (seen.get(what) ?? 0) + 1;
  seen.set(what, times);
  if (times === 1) print(`  FOUND ${what}\n    ${request}\n    -> ${answer}`);
}

let found = 0;
for (const [name, share, run] of CAMPAIGNS) {
  if (values.only !== undefined && values.only !== name) continue;
  const started = performance.now();
  let shownAt = started;
  let shown = 0;
  const onProgress = (done: number, findings: readonly Finding[]) => {
    for (const finding of findings.slice(shown)) show(finding);
    shown = findings.length;
    if (performance.now() - shownAt < 10_000) return;
    shownAt = performance.now();
    print(`  ${name}: ${done} requests, ${shown} findings, ${Math.round((shownAt - started) / 1_000)} s`);
  };
  const tally = await run({
    seed,
    requests: Math.ceil(requests * share),
    engine: values.engine,
    onProgress,
  });
  found += tally.findings.length;
  const seconds = Math.round((performance.now() - started) / 1_000);
  print(
    `${name}: ${tally.requests} requests, ${tally.lies} lies, ${tally.findings.length} findings, ` +
      `slowest ${Math.round(tally.slowestMs)} ms, ${seconds} s\n  ${JSON.stringify(tally.statuses)}`,
  );
}
for (const [what, times] of seen) print(`${times} times: ${what.split('\n')[0]}`);
process.exitCode = found === 0 ? 0 : 1;
