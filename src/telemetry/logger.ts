import type { Writable } from 'node:stream';
import winston from 'winston';
import { HeldLines } from './held-lines.ts';
import { redactRecord, redactText } from './redaction.ts';
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
const URGENT: ReadonlySet<LogLevel> = new Set(['error', 'warn']);

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
    format: winston.format.printf(({ message }) => String(message)),
    transports: [new winston.transports.Stream({ stream: destination, eol: '\n' })],
  });
  const format = options.format ?? formatFor(destination);
  return bind(
    {
      print: format === 'json' ? jsonLine : prettyLine,
      lines: new HeldLines((lines) => output.log(options.level, lines)),
      enabled: new Set(LEVELS.filter((level) => output.isLevelEnabled(level))),
    },
    {},
  );
}

interface Output {
  readonly print: (at: string, level: LogLevel, message: string, fields: LogFields) => string;
  readonly lines: HeldLines;
  /** The level of the output never changes, and to ask winston for it is dear. */
  readonly enabled: ReadonlySet<LogLevel>;
}

/** Under the names that OpenTelemetry gives them in logs of other formats. */
function traceFields(): LogFields | undefined {
  const span = activeSpanContext();
  return span && { trace_id: span.traceId, span_id: span.spanId };
}

function formatFor(destination: Writable): LogFormat {
  return 'isTTY' in destination && destination.isTTY === true ? 'pretty' : 'json';
}

function bind(output: Output, bound: LogFields): Logger {
  const { print, lines, enabled } = output;
  const write = (level: LogLevel, message: string, fields: LogFields | undefined): void => {
    if (!enabled.has(level)) return;
    const all = redactRecord({ ...bound, ...fields, ...traceFields() });
    lines.add(print(new Date().toISOString(), level, redactText(message), all), URGENT.has(level));
  };
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    child: (fields) => bind(output, { ...bound, ...fields }),
  };
}

function jsonLine(at: string, level: LogLevel, message: string, fields: LogFields): string {
  return JSON.stringify({ ...fields, at, level, message });
}

function prettyLine(at: string, level: LogLevel, message: string, fields: LogFields): string {
  const details = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [at.slice(11, 23), level.padEnd(5), oneLine(message), ...details.map(oneLine)].join(' ');
}

/** A line break in a value must not look like a second entry. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, '\\n');
}
