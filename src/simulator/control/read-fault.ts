import { isObject, type JsonObject } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { Fault } from './faults.ts';

const FIELDS = [
  'method',
  'path',
  'status',
  'code',
  'body',
  'headers',
  'delayMs',
  'drop',
  'bodyMs',
  'cutAfterBytes',
  'chunked',
  'times',
  'probability',
];

/** An hour. */
const MAX_MS = 3_600_000;

function textField(fault: JsonObject, name: string): string | undefined {
  const value = fault[name];
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest(`Field '${name}' of a fault must be a text.`);
}

function numberField(fault: JsonObject, name: string, min: number, max: number): number | undefined {
  const value = fault[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw badRequest(`Field '${name}' of a fault must be a number from ${min} to ${max}.`);
}

function readHeaders(fault: JsonObject): Record<string, string> {
  const { headers } = fault;
  if (headers === undefined) return {};
  if (!isObject(headers)) throw badRequest("Field 'headers' of a fault must be an object.");
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function readDrop(fault: JsonObject): Fault['drop'] {
  const { drop } = fault;
  if (drop === undefined || drop === 'before' || drop === 'after') return drop;
  throw badRequest("Field 'drop' of a fault must be 'before' or 'after'.");
}

function readFlag(fault: JsonObject, name: string): boolean {
  const value = fault[name];
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw badRequest(`Field '${name}' of a fault must be true or false.`);
}

function readFault(value: unknown): Fault {
  if (!isObject(value)) throw badRequest('A fault must be a JSON object.');
  const unknownField = Object.keys(value).find((name) => !FIELDS.includes(name));
  if (unknownField !== undefined) {
    throw badRequest(`A fault has no field '${unknownField}'. Known: ${FIELDS.join(', ')}.`);
  }
  const code = textField(value, 'code');
  const answers = code !== undefined || value.body !== undefined;
  return {
    method: textField(value, 'method')?.toUpperCase(),
    path: textField(value, 'path'),
    status: numberField(value, 'status', 200, 599) ?? (answers ? 500 : undefined),
    code,
    body: value.body,
    headers: readHeaders(value),
    delayMs: numberField(value, 'delayMs', 0, MAX_MS) ?? 0,
    drop: readDrop(value),
    bodyMs: numberField(value, 'bodyMs', 0, MAX_MS) ?? 0,
    cutAfterBytes: numberField(value, 'cutAfterBytes', 0, Number.MAX_SAFE_INTEGER),
    chunked: readFlag(value, 'chunked'),
    times: numberField(value, 'times', 1, Number.MAX_SAFE_INTEGER),
    probability: numberField(value, 'probability', 0, 1) ?? 1,
  };
}

/** Faults of a request body: a list, or a single one. */
export function readFaults(body: unknown): Fault[] {
  return (Array.isArray(body) ? body : [body]).map(readFault);
}
