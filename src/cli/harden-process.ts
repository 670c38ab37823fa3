/** What this process must not do, however it was started. */

import { redactValue } from '../telemetry/redaction.ts';

/**
 * Takes `__proto__` away, as `--disable-proto=delete` does, for whoever starts Node without that flag. Keeps the
 * environment out of diagnostic reports. Ends on an error that nobody caught with what is safe of it: Node would print
 * all that hangs on it, and errors of HTTP clients and drivers carry requests with credentials.
 */
export function hardenProcess(): void {
  Reflect.deleteProperty(Object.prototype, '__proto__');
  if (process.report !== undefined) process.report.excludeEnv = true;
  process.on('uncaughtException', (error: unknown, origin) => {
    const entry = { at: new Date().toISOString(), level: 'error', message: 'crashed', origin };
    process.stderr.write(`${JSON.stringify({ ...entry, error: redactValue(error) })}\n`, () =>
      process.exit(1),
    );
  });
}
