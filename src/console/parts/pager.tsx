interface PagerProps {
  /** Address of the newest page, where another one is shown. */
  readonly first: string | undefined;
  /** Address of the next page, where there is one. */
  readonly next: string | undefined;
}

export function Pager({ first, next }: PagerProps) {
  if (first === undefined && next === undefined) return null;
  return (
    <nav class="pager" aria-label="Pages of the list">
      {first === undefined ? null : <a href={first}>Newest</a>}
      {next === undefined ? null : <a href={next}>Older</a>}
    </nav>
  );
}
