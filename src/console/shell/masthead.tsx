import { useCommand } from '../api/use-command.ts';
import { describeTimeZone } from '../format/moments.ts';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { hrefTo } from '../router/match.ts';
import { signOut } from '../session/session.ts';
import { useSession } from '../session/session-context.ts';
import { LiveIndicator } from './live-indicator.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export function Masthead({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const { who, role, csrfToken } = useSession();
  const { run, isRunning, failure } = useCommand<true>();
  async function leave(): Promise<void> {
    const done = await run(async () => {
      await signOut(csrfToken);
      return true;
    });
    if (done === true) onSignedOut();
  }
  return (
    <header class="masthead">
      <a class="brand" href={hrefTo('')}>
        SCIM bridge
      </a>
      <LiveIndicator />
      <span class="masthead-zone quiet">Times: {describeTimeZone(new Date())}</span>
      <ThemeSwitch />
      <span class="masthead-who">
        <a href={hrefTo('/sessions')} title="Sessions of this console">
          {who}
        </a>{' '}
        <span class="quiet">({role})</span>
      </span>
      <Button kind="quiet" isBusy={isRunning} onClick={() => void leave()}>
        Sign out
      </Button>
      {failure === undefined ? null : <Failure error={failure} what="You are still signed in." />}
    </header>
  );
}
