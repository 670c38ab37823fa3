import { formatAge } from '../format/durations.ts';
import { formatMoment, formatMomentFully, formatUtc, languageOfTimes } from '../format/moments.ts';
import { useNow } from '../format/use-now.ts';

interface MomentProps {
  /** ISO 8601. */
  readonly at: string;
  /** 'full' says the time zone too. */
  readonly as?: 'short' | 'full';
}

/** A time as its reader writes it; the exact one in UTC is in its title. */
export function Moment({ at, as = 'short' }: MomentProps) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={formatUtc(date)} lang={languageOfTimes()}>
      {as === 'full' ? formatMomentFully(date) : formatMoment(date)}
    </time>
  );
}

/** How long ago something was. */
export function Age({ at }: { readonly at: string }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={`${formatMomentFully(date)} · ${formatUtc(date)}`}>
      {formatAge(date, useNow())}
    </time>
  );
}
