import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { useRefusalFor } from '../../session/session-context.ts';
import { type Client, liveOf } from './client-words.ts';
import { CreateCredentialDialog } from './create-credential-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

interface ClientActionsProps {
  readonly client: Client;
  readonly onDone: () => void;
}

export function ClientActions({ client, onDone }: ClientActionsProps) {
  const [shown, setShown] = useState<'create' | 'revoke'>();
  const refusal = useRefusalFor('administrator');
  const close = () => setShown(undefined);
  return (
    <>
      {liveOf(client.credentials).length === 0 ? null : (
        <Button kind="danger" disabledBecause={refusal} onClick={() => setShown('revoke')}>
          Revoke all …
        </Button>
      )}
      <Button kind="primary" disabledBecause={refusal} onClick={() => setShown('create')}>
        New credential …
      </Button>
      {shown === 'create' ? <CreateCredentialDialog client={client} onClose={close} onDone={onDone} /> : null}
      {shown === 'revoke' ? <RevokeDialog client={client.name} onClose={close} onDone={onDone} /> : null}
    </>
  );
}
