import { readFileSync } from 'node:fs';

/** Process states of /proc/PID/stat in which nothing of the process runs any more. */
const ENDED_STATES = new Set(['Z', 'X', 'x']);

/**
 * Says when a process was born, so that a number the system gave to another process is not mistaken for
 * it: boot id and start time in clock ticks. `undefined` where there is no /proc.
 */
export function processBirth(pid: number): string | undefined {
  const stat = readStat(pid);
  return stat === undefined ? undefined : `${bootId()}/${stat.startTime}`;
}

/** Whether the process that was born then still runs. A killed process that nobody reaped does not. */
export function isRunning(pid: number, birth: string | undefined): boolean {
  if (!exists(pid)) return false;
  const stat = readStat(pid);
  if (stat === undefined) return true;
  if (ENDED_STATES.has(stat.state)) return false;
  return birth === undefined || birth === `${bootId()}/${stat.startTime}`;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

interface ProcessStat {
  readonly state: string;
  readonly startTime: string;
}

function readStat(pid: number): ProcessStat | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The second field is the command in parentheses and may itself hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

function bootId(): string {
  return readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
