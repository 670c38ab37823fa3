/** Times in the language and the time zone of the browser. */

export interface Reader {
  /** BCP 47; the browser's unless given. */
  readonly language?: string | undefined;
  /** IANA; the browser's unless given. */
  readonly timeZone?: string | undefined;
}

const HERE: Reader = {};

/** Making one costs more than using it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(options: Intl.DateTimeFormatOptions, { language, timeZone }: Reader): Intl.DateTimeFormat {
  const key = JSON.stringify([options, language, timeZone]);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language, {
    ...options,
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  formats.set(key, made);
  return made;
}

/** Date and time to the second. */
export function formatMoment(at: Date, reader: Reader = HERE): string {
  return formatOf({ dateStyle: 'medium', timeStyle: 'medium' }, reader).format(at);
}

/** The same with the time zone said. */
export function formatMomentFully(at: Date, reader: Reader = HERE): string {
  const options = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  const time = { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' } as const;
  return formatOf({ ...options, ...time }, reader).format(at);
}

/** For an axis: hours and minutes. */
export function formatTimeOfDay(at: Date): string {
  return formatOf({ timeStyle: 'short' }, HERE).format(at);
}

/** For an axis: a day that began at midnight UTC. */
export function formatUtcDay(at: Date): string {
  return formatOf({ day: 'numeric', month: 'short' }, { timeZone: 'UTC' }).format(at);
}

/** Exact and the same for everybody, to compare with logs: 2026-01-31 12:00:00.000 UTC */
export function formatUtc(at: Date): string {
  return `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** Europe/Berlin (GMT+1) */
export function describeTimeZone(now: Date, reader: Reader = HERE): string {
  const format = formatOf({ timeZoneName: 'shortOffset' }, reader);
  const offset = format.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value;
  return `${format.resolvedOptions().timeZone}${offset === undefined ? '' : ` (${offset})`}`;
}

/** The language that times are written in, for screen readers: the page itself is English. */
export function languageOfTimes(): string {
  return formatOf({ dateStyle: 'medium', timeStyle: 'medium' }, HERE).resolvedOptions().locale;
}
