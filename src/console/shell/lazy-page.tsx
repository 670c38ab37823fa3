/** Pages whose code is loaded when they are first shown: the first load stays small. */

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';

export interface PageProps {
  /** From the names in the pattern of the route. */
  readonly values: Readonly<Record<string, string>>;
}

export function lazyPage(load: () => Promise<ComponentType<PageProps>>): ComponentType<PageProps> {
  let loaded: ComponentType<PageProps> | undefined;
  return function LazyPage(props: PageProps) {
    const [Shown, setShown] = useState(() => loaded);
    const [hasFailed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (page) => {
          loaded = page;
          setShown(() => page);
        },
        () => setFailed(true),
      );
    }, []);
    if (Shown !== undefined) return <Shown {...props} />;
    if (hasFailed) return <PageNotLoaded />;
    return (
      <p class="loading" role="status">
        Reading …
      </p>
    );
  };
}

/** A bridge that has been upgraded since serves other files. */
function PageNotLoaded() {
  return (
    <Page title="This page was not loaded">
      <p>The bridge is out of reach, or has been upgraded since this page was opened.</p>
      <div class="actions">
        <Button kind="primary" onClick={() => location.reload()}>
          Load again
        </Button>
      </div>
    </Page>
  );
}
