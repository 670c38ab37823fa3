/** An export is made in windows of time, so that no job is too large and a part can be made again alone. */

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

const DAY_MS = 86_400_000;
/** A month: what one job is asked for at most. Genesys names no limit [U]. */
const LONGEST_DAYS = 31;

/** Side by side, all but the last one ending at midnight UTC: Genesys counts by days. */
export function splitIntoWindows(since: Date, until: Date): Window[] {
  const windows: Window[] = [];
  for (let from = since; from < until; ) {
    const midnight = Math.floor(from.getTime() / DAY_MS) * DAY_MS;
    const to = new Date(Math.min(midnight + LONGEST_DAYS * DAY_MS, until.getTime()));
    windows.push({ from, to });
    from = to;
  }
  return windows;
}

/** `20260101-20260201`: for names of files. */
export function nameWindow({ from, to }: Window): string {
  return [from, to].map((date) => date.toISOString().replace(/[-:]|\.\d+/g, '')).join('-');
}
