import type { Writable } from 'node:stream';
import winston from 'winston';
import { LineTransport } from './line-transport.ts';
import { redactText, redactValue } from './redaction.ts';
import { activeSpanContext } from './tracing.ts';

/** What the rest of the bridge needs of a logger. Fields are redacted before they are written. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every entry. */
  child(fields: LogFields): Logger;
}

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = (typeof LEVELS)[number];
export type LogFormat = 'json' | 'pretty';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Left out: pretty when the destination is a terminal, else JSON. */
  readonly format?: LogFormat;
  /** Defaults to standard error, so that standard output stays free for what a command prints. */
  readonly destination?: Writable;
}

/** Creates the process' logger: one line for each entry, secrets redacted by name and by look. */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? process.stderr;
  const output = winston.createLogger({
    level: options.level,
    format: lineFormat(options.format ?? formatFor(destination)),
    transports: [new LineTransport(destination)],
  });
  const enabled = new Set(LEVELS.filter((level) => output.isLevelEnabled(level)));
  return bind(output, enabled, {});
}

/** Under the names that OpenTelemetry gives them in logs of other formats. */
function traceFields(): LogFields | undefined {
  const span = activeSpanContext();
  return span && { trace_id: span.traceId, span_id: span.spanId };
}

function formatFor(destination: Writable): LogFormat {
  return 'isTTY' in destination && destination.isTTY === true ? 'pretty' : 'json';
}

/** @param enabled the levels that are written: the level of the output never changes, and to ask it is dear */
function bind(output: winston.Logger, enabled: ReadonlySet<LogLevel>, bound: LogFields): Logger {
  const write = (level: LogLevel, message: string, fields: LogFields | undefined): void => {
    if (!enabled.has(level)) return;
    const all = { ...bound, ...fields, ...traceFields() };
    output.log({ level, message: redactText(message), fields: redactValue(all) });
  };
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    child: (fields) => bind(output, enabled, { ...bound, ...fields }),
  };
}

function lineFormat(format: LogFormat): winston.Logform.Format {
  const print = format === 'json' ? jsonLine : prettyLine;
  return winston.format.printf(({ level, message, fields }) =>
    print(new Date().toISOString(), level, String(message), fields),
  );
}

function jsonLine(at: string, level: string, message: string, fields: unknown): string {
  return JSON.stringify(Object.assign(asFields(fields), { at, level, message }));
}

function prettyLine(at: string, level: string, message: string, fields: unknown): string {
  const details = Object.entries(asFields(fields)).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [at.slice(11, 23), level.padEnd(5), oneLine(message), ...details.map(oneLine)].join(' ');
}

/** A line break in a value must not look like a second entry. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, '\\n');
}

/** A copy. */
function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
