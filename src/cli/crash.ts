/** The end that nobody planned: an error that no one caught. */

import { redactValue } from '../telemetry/redaction.ts';

/**
 * Node would print the error with everything that hangs on it, and errors of HTTP clients and drivers carry requests
 * with credentials. Diagnostic reports leave the environment out, whatever they are asked for with.
 */
export function endSafelyOnCrash(): void {
  if (process.report !== undefined) process.report.excludeEnv = true;
  process.on('uncaughtException', (error: unknown, origin) => {
    const entry = { at: new Date().toISOString(), level: 'error', message: 'crashed', origin };
    process.stderr.write(`${JSON.stringify({ ...entry, error: redactValue(error) })}\n`, () =>
      process.exit(1),
    );
  });
}
