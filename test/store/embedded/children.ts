import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly pid: number;
  readonly lines: string[];
  /** Resolves with the first line that begins so. */
  line(beginning: string): Promise<string>;
  kill(): Promise<void>;
  readonly ended: Promise<void>;
}

/** Runs a script of this folder in a process of its own. */
export function run(script: string, ...args: string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return observe(child);
}

function observe(child: ChildProcessByStdio<null, Readable, null>): Child {
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(() => undefined);
  const line = async (beginning: string): Promise<string> => {
    const find = (): string | undefined => lines.find((text) => text.startsWith(beginning));
    for (let found = find(); ; found = find()) {
      if (found !== undefined) return found;
      const next = await Promise.race([once(reader, 'line'), ended]);
      if (next === undefined && find() === undefined) throw new Error(`the child never said '${beginning}'`);
    }
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { pid: child.pid ?? 0, lines, line, kill, ended };
}
