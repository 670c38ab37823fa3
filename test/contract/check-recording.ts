/** Holds a recording of the simulator (`SIMULATOR_RECORD`) against the description of the Genesys Cloud API. */

import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Contract, type Difference } from './contract.ts';
import { findDescription, NOT_RUN, readDescription } from './description.ts';
import { DIFFERENCES, explains, isListed, UNDESCRIBED_OPERATIONS } from './differences.ts';
import { isFromBridge, isUserDeletion, parseExchange } from './exchange.ts';

interface Found extends Difference {
  count: number;
  /** The first request that showed it. */
  readonly example: string;
}

export interface Verdict {
  readonly lines: readonly string[];
  readonly kept: boolean;
}

const keyOf = ({ operation, problem }: Difference) => `${operation}  ${problem}`;

async function* recordedLines(folder: string): AsyncGenerator<string> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ndjson'))) {
    // A process that was killed may have left half a line at the end of its file.
    for await (const line of createInterface(createReadStream(join(folder, file)))) {
      if (line.endsWith('}')) yield line;
    }
  }
}

async function checkContract(folder: string, path: string, complete: boolean): Promise<Verdict> {
  const description = readDescription(path);
  const contract = new Contract(description);
  const found = new Map<string, Found>();
  let exchanges = 0;
  let fromBridge = 0;
  for await (const line of recordedLines(folder)) {
    const exchange = parseExchange(line);
    exchanges += 1;
    if (isFromBridge(exchange)) fromBridge += 1;
    for (const difference of contract.differences(exchange)) {
      const key = keyOf(difference);
      const known = found.get(key) ?? { ...difference, count: 0, example: line.slice(0, 400) };
      known.count += 1;
      found.set(key, known);
    }
  }
  const differences = [...found.values()];
  const unlisted = differences.filter((difference) => !isListed(difference));
  const outdated = DIFFERENCES.filter(
    (listed) => complete && !differences.some((difference) => explains(listed, difference)),
  );
  return {
    kept: unlisted.length === 0 && outdated.length === 0,
    lines: [
      `contract: ${exchanges} exchanges, ${fromBridge} of the bridge, with ${contract.seen.size} of ` +
        `${description.operations.length} described operations; ${DIFFERENCES.length} differences listed, and ` +
        `${UNDESCRIBED_OPERATIONS.length} operations that are not described`,
      ...unlisted.map(
        ({ operation, problem, count, example }) =>
          `DIFFERS ${count}x  ${operation}  ${problem}\n    ${example}`,
      ),
      ...outdated.map(({ operation, problem }) => `OUT OF DATE  ${operation ?? 'any'}  ${problem.source}`),
    ],
  };
}

/** The promise of the bridge: whatever happens, it never deletes a user of Genesys Cloud. */
async function checkDeletions(folder: string): Promise<Verdict> {
  const deletions: string[] = [];
  let fromBridge = 0;
  for await (const line of recordedLines(folder)) {
    const exchange = parseExchange(line);
    if (isFromBridge(exchange)) fromBridge += 1;
    if (isUserDeletion(exchange)) deletions.push(line.slice(0, 400));
  }
  return {
    kept: deletions.length === 0,
    lines: [
      `promise: ${deletions.length} of ${fromBridge} requests of the bridge delete a user`,
      ...deletions.map((line) => `DELETES A USER  ${line}`),
    ],
  };
}

/** `complete`: the recording is of the whole suite, so a listed difference that nothing shows is out of date. */
export async function checkRecording(folder: string, complete: boolean): Promise<Verdict> {
  const promise = await checkDeletions(folder);
  const path = findDescription();
  const contract =
    path === undefined
      ? { lines: [`contract: ${NOT_RUN}`], kept: true }
      : await checkContract(folder, path, complete);
  return { lines: [...promise.lines, ...contract.lines], kept: promise.kept && contract.kept };
}

if (import.meta.main) {
  const [folder, option] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: check-recording.ts FOLDER [--complete]');
  const { lines, kept } = await checkRecording(folder, option === '--complete');
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = kept ? 0 : 1;
}
