import { useLocation } from '../router/location.tsx';
import { matchRoute } from '../router/match.ts';
import { Masthead } from './masthead.tsx';
import { Navigation } from './navigation.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { ROUTES } from './routes.ts';

/** What stands around every page. */
export function Shell({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const { path } = useLocation();
  const match = matchRoute(ROUTES, path);
  const Shown = match?.page ?? NotFoundPage;
  return (
    <>
      <a class="skip-link" href="#content">
        Skip to the content
      </a>
      <Masthead onSignedOut={onSignedOut} />
      <div class="body">
        <Navigation path={path} />
        <main id="content" tabIndex={-1}>
          <Shown key={path} values={match?.values ?? {}} />
        </main>
      </div>
    </>
  );
}
