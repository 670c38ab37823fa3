import { useEffect, useState } from 'preact/hooks';
import { hrefTo } from '../router/match.ts';
import { NAVIGATION } from './navigation-list.ts';

function isWithin(path: string, page: string): boolean {
  const href = hrefTo(page);
  if (page === '') return path === href || path === `${href}/`;
  return path === href || path.startsWith(`${href}/`);
}

/** A column on a wide screen, behind a button on a phone. */
export function Navigation({ path }: { readonly path: string }) {
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes when another page is shown
  useEffect(() => setOpen(false), [path]);
  return (
    <nav class="navigation" aria-label="Pages">
      <button
        type="button"
        class="button navigation-toggle"
        aria-expanded={isOpen}
        aria-controls="pages"
        onClick={() => setOpen(!isOpen)}
      >
        Pages
      </button>
      <ul id="pages" class={isOpen ? 'is-open' : ''}>
        {NAVIGATION.map(({ path: page, word }) => (
          <li key={page}>
            <a href={hrefTo(page)} {...(isWithin(path, page) ? { 'aria-current': 'page' } : {})}>
              {word}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
