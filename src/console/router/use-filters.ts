/** Filters of a list, kept in the address: a link to the page shows what its sender saw. */

import { useLocation } from './location.tsx';

export interface Filters<N extends string> {
  readonly values: Readonly<Record<N, string>>;
  readonly set: (name: N, value: string) => void;
  readonly clear: () => void;
  readonly isAny: boolean;
  /** The address with another value. */
  readonly hrefWith: (name: string, value: string | undefined) => string;
}

/** Where in the list a page begins: a changed filter begins anew. */
const PLACE = 'after';

export function useFilters<N extends string>(names: readonly N[]): Filters<N> {
  const { path, query, go } = useLocation();
  const values = Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])) as Record<N, string>;

  function hrefWith(name: string, value: string | undefined): string {
    const changed = new URLSearchParams(query);
    if (value === undefined || value === '') changed.delete(name);
    else changed.set(name, value);
    if (name !== PLACE) changed.delete(PLACE);
    return `${path}${changed.size === 0 ? '' : `?${changed}`}`;
  }
  return {
    values,
    set: (name, value) => go(hrefWith(name, value), 'replace'),
    clear: () => go(path, 'replace'),
    isAny: names.some((name) => values[name] !== ''),
    hrefWith,
  };
}
