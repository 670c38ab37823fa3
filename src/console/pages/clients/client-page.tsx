import { useState } from 'preact/hooks';
import { useRead } from '../../live/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { hrefTo } from '../../router/match.ts';
import { ClientActions } from './client-actions.tsx';
import { ClientFacts } from './client-facts.tsx';
import type { Credential } from './client-words.ts';
import { CredentialsTable } from './credentials-table.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';

const READ_EVERY_MS = 30_000;

interface Asked {
  readonly to: 'rotate' | 'revoke';
  readonly credential: Credential;
}

/** What one client may do, and what it proves itself with. */
export function ClientPage({ values }: { readonly values: Readonly<Record<string, string>> }) {
  const name = values.name ?? '';
  const client = useRead('/clients/{name}', { values: { name } }, { everyMs: READ_EVERY_MS });
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <Page
      title={name}
      lede={<a href={hrefTo('/clients')}>All clients</a>}
      actions={
        client.answer === undefined ? undefined : (
          <ClientActions client={client.answer} onDone={client.readAgain} />
        )
      }
    >
      <ReadResult reading={client} of="The client">
        {(details) => (
          <>
            <ClientFacts client={details} />
            <CredentialsTable
              credentials={details.credentials}
              onRotate={(credential) => setAsked({ to: 'rotate', credential })}
              onRevoke={(credential) => setAsked({ to: 'revoke', credential })}
            />
          </>
        )}
      </ReadResult>
      {asked?.to === 'rotate' ? (
        <RotateDialog client={name} credential={asked.credential} onClose={close} onDone={client.readAgain} />
      ) : null}
      {asked?.to === 'revoke' ? (
        <RevokeDialog client={name} credential={asked.credential} onClose={close} onDone={client.readAgain} />
      ) : null}
    </Page>
  );
}
