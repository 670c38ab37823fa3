import { badRequest } from '../http/platform-error.ts';

/** A span of time in milliseconds since the epoch; the end does not belong to it. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/;

function moment(text: string | undefined): number {
  // Without a zone the platform reads UTC, where Date.parse would read the zone of this machine.
  const zoned = text !== undefined && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text;
  const value = text !== undefined && MOMENT.test(text) ? Date.parse(zoned ?? '') : Number.NaN;
  if (!Number.isNaN(value)) return value;
  throw badRequest(
    'Intervals must be two dates as ISO-8601 strings. For example: YYYY-MM-DDThh:mm:ssZ/YYYY-MM-DDThh:mm:ssZ',
    'invalid.date',
  );
}

/** An interval of the documented form; 400 for what is none or ends before it starts. */
export function readInterval(value: unknown): Interval {
  if (typeof value !== 'string') throw badRequest("The field 'interval' is required.");
  const [start, end, ...others] = value.split('/');
  if (others.length > 0) throw badRequest('An interval has one start and one end.', 'invalid.date');
  const interval = { start: moment(start), end: moment(end) };
  if (interval.end > interval.start) return interval;
  throw badRequest('The end of the interval must be after its start.', 'invalid.date');
}
