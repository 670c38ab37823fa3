/** Shows the console to somebody signed in, and the ways in to everybody else. */

import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { AdminApi } from '../api/admin-api.ts';
import { ApiContext } from '../api/api-context.ts';
import { ApiError } from '../api/api-error.ts';
import { LiveContext } from '../live/live-context.ts';
import type { LiveEvents } from '../live/live-events.ts';
import { startLiveEvents } from '../live/start-live-events.ts';
import { Failure } from '../parts/failure.tsx';
import { readSession, type Session, type SessionState } from './session.ts';
import { SessionContext } from './session-context.ts';
import { SignInPage } from './sign-in-page.tsx';

interface SessionGateProps {
  readonly children: (signedOut: () => void) => ComponentChildren;
}

async function findState(wasSignedIn: boolean): Promise<SessionState> {
  const found = await readSession();
  return 'who' in found
    ? { state: 'signedIn', session: found }
    : { state: 'signedOut', signIn: found, hasEnded: wasSignedIn };
}

export function SessionGate({ children }: SessionGateProps) {
  const [current, setCurrent] = useState<SessionState>({ state: 'unknown' });
  const look = useCallback(async (wasSignedIn = false) => {
    try {
      setCurrent(await findState(wasSignedIn));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Who was signed in keeps the page: it says that the bridge does not answer, and goes on when it does.
      setCurrent((before) => (before.state === 'signedIn' ? before : { state: 'failed', failure: error }));
    }
  }, []);
  useEffect(() => {
    void look();
  }, [look]);
  const lookAgain = useCallback(() => void look(true), [look]);
  const signedOut = useCallback(() => void look(), [look]);

  if (current.state === 'unknown') return null;
  if (current.state === 'failed') {
    return (
      <main class="alone">
        <h1>SCIM bridge</h1>
        <Failure error={current.failure} onRetry={() => void look()} />
      </main>
    );
  }
  if (current.state === 'signedOut') {
    return (
      <SignInPage
        signIn={current.signIn}
        hasEnded={current.hasEnded}
        onSignedIn={(session) => setCurrent({ state: 'signedIn', session })}
      />
    );
  }
  return (
    <SignedIn session={current.session} onLost={lookAgain}>
      {children(signedOut)}
    </SignedIn>
  );
}

interface SignedInProps {
  readonly session: Session;
  readonly onLost: () => void;
  readonly children: ComponentChildren;
}

function SignedIn({ session, onLost, children }: SignedInProps) {
  const api = useMemo(
    () => new AdminApi({ csrfToken: session.csrfToken, onSignedOut: onLost }),
    [session.csrfToken, onLost],
  );
  const [live, setLive] = useState<LiveEvents>();
  useEffect(() => {
    const started = startLiveEvents(onLost);
    setLive(started.live);
    return started.stop;
  }, [onLost]);
  return (
    <SessionContext.Provider value={session}>
      <ApiContext.Provider value={api}>
        <LiveContext.Provider value={live}>{children}</LiveContext.Provider>
      </ApiContext.Provider>
    </SessionContext.Provider>
  );
}
