import { useEffect, useState } from 'preact/hooks';
import { useCommand } from '../api/use-command.ts';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { SecretField } from '../parts/fields.tsx';
import { type Session, type SignIn, signInByToken } from './session.ts';

interface SignInPageProps {
  readonly signIn: SignIn;
  readonly hasEnded: boolean;
  readonly onSignedIn: (session: Session) => void;
}

export function SignInPage({ signIn, hasEnded, onSignedIn }: SignInPageProps) {
  useEffect(() => {
    document.title = 'Sign in · SCIM bridge';
  }, []);
  return (
    <main class="alone">
      <h1>SCIM bridge</h1>
      <p class="lede">Sign in to see departures, people, clients and the state of the bridge.</p>
      {hasEnded ? (
        <p role="status" class="note">
          Your session has ended. Sign in again; nothing that was accepted is lost.
        </p>
      ) : null}
      {signIn.oidc === undefined ? null : (
        <p>
          <a class="button button-primary" href="/console/oidc/start">
            Sign in with {signIn.oidc.name}
          </a>
        </p>
      )}
      {signIn.token ? <TokenForm onSignedIn={onSignedIn} /> : null}
    </main>
  );
}

function TokenForm({ onSignedIn }: Pick<SignInPageProps, 'onSignedIn'>) {
  const [token, setToken] = useState('');
  const { run, isRunning, failure } = useCommand<Session>();
  async function submit(): Promise<void> {
    const session = await run(() => signInByToken(token.trim()));
    if (session !== undefined) onSignedIn(session);
  }
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {failure === undefined ? null : <Failure error={failure} what="You are not signed in." />}
      <SecretField
        label="Administrator's token"
        value={token}
        onInput={setToken}
        hint="From: token create NAME --scope admin. It is sent once and not kept in the browser."
      />
      <Button type="submit" kind="primary" isBusy={isRunning}>
        Sign in
      </Button>
    </form>
  );
}
