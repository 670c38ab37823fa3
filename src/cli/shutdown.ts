/** SIGTERM and SIGINT stop in order, last opened first; a second signal or ten seconds end it at once. */

import type { Logger } from '../telemetry/logger.ts';

const LIMIT_MS = 9_500;

export interface Closable {
  close(): Promise<void>;
}

const PARENT_CHECK_MS = 250;

/**
 * npm passes a signal on to the shell of a script, and that shell dies without passing it on: the loss of the
 * parent is then all that tells this process to stop.
 */
function onLostParent(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    stop();
  }, PARENT_CHECK_MS);
  check.unref();
}

/** SIGHUP tells servers to read their certificates again; without one to read it ends the process as ever. */
export function onHangUp(reload: (() => void) | undefined): () => void {
  if (reload === undefined) return () => undefined;
  process.on('SIGHUP', reload);
  return () => process.off('SIGHUP', reload);
}

/** Returns the stack to add what has been opened to; it is closed on the first signal. */
export function closeOnSignal(log: Logger): Closable[] {
  const opened: Closable[] = [];
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info('stopping', { signal });
    setTimeout(() => process.exit(1), LIMIT_MS).unref();
    for (const part of opened.toReversed()) {
      try {
        await part.close();
      } catch (error) {
        log.error('could not stop cleanly', { error });
      }
    }
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  onLostParent(() => void stop('parent ended'));
  return opened;
}
