import { Page } from '../parts/page.tsx';
import { hrefTo } from '../router/match.ts';

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <p>
        Nothing is at this address. Begin at the <a href={hrefTo('')}>overview</a>.
      </p>
    </Page>
  );
}
