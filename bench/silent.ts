import type { Logger } from '../src/telemetry/logger.ts';

/** Says only what must not happen in a benchmark. */
export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message, detail) => process.stderr.write(`${message} ${JSON.stringify(detail)}\n`),
  child: () => silent,
};
