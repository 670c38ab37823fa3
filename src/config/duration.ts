import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  y: 365 * 86_400_000,
};
const PATTERN = /^(\d{1,6})\s*([smhdy])$/;
const LONGEST_MS = 10 * 365 * 86_400_000;

/** Reads `30s`, `10m`, `4h`, `90d` or `7y` (of 365 days) as milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, amount = '', unit = ''] = PATTERN.exec(text.trim()) ?? [];
  const factor = UNITS[unit];
  const ms = factor === undefined ? undefined : Number(amount) * factor;
  return ms === undefined || ms > LONGEST_MS ? undefined : ms;
}

/** The largest unit that divides it: `4h`, `90d`, `7y`. */
export function formatDuration(ms: number): string {
  const [unit, factor] = Object.entries(UNITS).findLast(([, each]) => ms >= each && ms % each === 0) ?? [
    's',
    1_000,
  ];
  return `${Math.round(ms / factor)}${unit}`;
}

/** A duration in the policy file, as milliseconds. */
export function duration() {
  return z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    context.addIssue('must be a duration such as 30s, 10m, 4h, 90d or 7y, at most ten years');
    return z.NEVER;
  });
}
