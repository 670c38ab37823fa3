/** SIGTERM and SIGINT stop in order, last opened first; a second signal or ten seconds end it at once. */

import type { Logger } from '../telemetry/logger.ts';

const LIMIT_MS = 9_500;

export interface Closable {
  close(): Promise<void>;
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
  return opened;
}
