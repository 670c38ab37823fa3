/** Which page an address of the console is. */

export const BASE = '/console';

export interface Route<T> {
  /** Below /console, with names for segments: /departures/:id */
  readonly pattern: string;
  readonly page: T;
}

export interface Match<T> {
  readonly page: T;
  readonly values: Readonly<Record<string, string>>;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matchSegments(
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = path[index] ?? '';
    if (expected.startsWith(':')) values[expected.slice(1)] = decode(given);
    else if (expected !== given) return undefined;
  }
  return values;
}

export function matchRoute<T>(routes: readonly Route<T>[], pathname: string): Match<T> | undefined {
  if (pathname !== BASE && !pathname.startsWith(`${BASE}/`)) return undefined;
  const path = segmentsOf(pathname.slice(BASE.length));
  for (const { pattern, page } of routes) {
    const values = matchSegments(segmentsOf(pattern), path);
    if (values !== undefined) return { page, values };
  }
  return undefined;
}

/** The address of a page, for a link. */
export function hrefTo(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, value);
  }
  return `${BASE}${path}${parameters.size === 0 ? '' : `?${parameters}`}`;
}
