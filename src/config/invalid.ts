import type { z } from 'zod';
import { BridgeError } from '../errors.ts';
import { findNearest } from './nearest.ts';

const LONGEST_VALUE = 60;

/** One line that names the key, what is wrong, and the nearest known name if that helps. */
export function invalidConfiguration(key: string, problem: string, nearest?: string): BridgeError {
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  const line = `Configuration: ${key} ${problem}${hint}`.replace(/\s*[\r\n]+\s*/g, ' ');
  return new BridgeError(line, { code: 'config.invalid', status: 500, expose: false });
}

/** `'value' must be ...`; the value stays out when it is or may hold a secret, and so does the user part of a URL. */
export function describeProblem(value: unknown, issue: z.core.$ZodIssue, isSecret: boolean): string {
  if (isSecret || value === undefined) return wordIssue(issue);
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const safe = shown.replace(/:\/\/[^/\s]*@/g, '://(user)@');
  const text = safe.length > LONGEST_VALUE ? `${safe.slice(0, LONGEST_VALUE)}...` : safe;
  return `is '${text}' but ${wordIssue(issue)}`;
}

/** The known value that a mistyped one comes near to. */
export function nearestValue(value: unknown, issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return undefined;
  return findNearest(value, issue.values.map(String));
}

function wordIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type')
    return `must be ${issue.expected === 'object' ? 'a mapping' : `a ${issue.expected}`}`;
  return issue.message;
}
