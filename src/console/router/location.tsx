/** The address of the page, followed without loading the page again. */

import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { BASE } from './match.ts';

export interface Location {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Goes to another page, or with `replace` changes the address without a step in the history. */
  readonly go: (href: string, how?: 'push' | 'replace') => void;
}

const LocationContext = createContext<Location | undefined>(undefined);

export function useLocation(): Location {
  const location = useContext(LocationContext);
  if (location === undefined) throw new Error('useLocation outside of LocationProvider');
  return location;
}

/** A link within the console, clicked as one that this page may follow by itself. */
function followed(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download')) return undefined;
  const { origin, pathname, search, hash } = new URL(link.href, location.href);
  const isPage = origin === location.origin && (pathname === BASE || pathname.startsWith(`${BASE}/`));
  return isPage && hash === '' ? pathname + search : undefined;
}

export function LocationProvider({ children }: { readonly children: ComponentChildren }) {
  const [href, setHref] = useState(location.pathname + location.search);
  const value = useMemo((): Location => {
    const url = new URL(href, location.origin);
    return {
      path: url.pathname,
      query: url.searchParams,
      go: (to, how = 'push') => {
        if (how === 'push') history.pushState(null, '', to);
        else history.replaceState(null, '', to);
        setHref(to);
        if (how === 'push') scrollTo(0, 0);
      },
    };
  }, [href]);
  useEffect(() => {
    const onPop = () => setHref(location.pathname + location.search);
    const onClick = (event: MouseEvent) => {
      const to = followed(event);
      if (to === undefined) return;
      event.preventDefault();
      value.go(to);
    };
    addEventListener('popstate', onPop);
    document.addEventListener('click', onClick);
    return () => {
      removeEventListener('popstate', onPop);
      document.removeEventListener('click', onClick);
    };
  }, [value]);
  return <LocationContext.Provider value={value}>{children}</LocationContext.Provider>;
}
