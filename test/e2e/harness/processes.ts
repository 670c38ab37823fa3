/** Starts the real executable and talks to it over HTTP. */

import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** This version's executable; a test of upgrades names another one. */
const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
/** What Node compiled for one process serves the next: half of what a command's start costs. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/compiled', import.meta.url));
/** Long runs share the machine with others. */
const READY_WITHIN_MS = 120_000;

export interface Running {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Ends the process with a signal and waits for its end; resolves with the exit status. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

export async function makeFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'bridge-e2e-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Only what the test sets reaches the process, and the recording of the whole run: no settings of the developer. */
function cleanEnvironment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, SIMULATOR_RECORD } = process.env;
  const recording = SIMULATOR_RECORD === undefined ? {} : { SIMULATOR_RECORD };
  const usual = { PATH, HOME, NODE_COMPILE_CACHE: COMPILED, LOG_LEVEL: 'info', LOG_FORMAT: 'json' };
  return { ...usual, ...recording, ...env };
}

export function launch(args: readonly string[], env: Readonly<Record<string, string>>, main = MAIN): Running {
  return follow(
    spawn(process.execPath, ['--disable-proto=delete', main, ...args], {
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** As npm starts a script: in a shell of its own, which does not pass signals on. */
export function launchInShell(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const command = `'${process.execPath}' '${MAIN}' ${args.join(' ')}; true`;
  return follow(
    spawn('sh', ['-c', command], { env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** Of a process that somebody else has started. */
export function follow(child: ChildProcessByStdio<null, Readable, Readable>): Running {
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));
  return {
    process: child,
    output: () => output,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return await ended;
    },
  };
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  main = MAIN,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout, stderr };
}

/** Polls until `look` gives a value; the processes under test have no other way to be heard. */
export async function eventually<T>(
  look: () => Promise<T | undefined>,
  what: string,
  withinMs = 15_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > until) throw new Error(`${what} did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function answers(url: string): Promise<true | undefined> {
  try {
    return (await fetch(url)).ok ? true : undefined;
  } catch {
    return undefined;
  }
}

export async function waitUntilReady(running: Running, url: string): Promise<void> {
  await eventually(
    async () => {
      if (running.process.exitCode !== null) throw new Error(`ended early:\n${running.output()}`);
      return await answers(url);
    },
    `readiness of ${url}`,
    READY_WITHIN_MS,
  ).catch((error) => {
    throw new Error(`${String(error)}\n${running.output()}`);
  });
}
