import { useState } from 'preact/hooks';
import { useRead } from '../../live/use-read.ts';
import { Button } from '../../parts/button.tsx';
import { Page } from '../../parts/page.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { useRefusalFor } from '../../session/session-context.ts';
import { ClientsTable } from './clients-table.tsx';
import { CreateCredentialDialog } from './create-credential-dialog.tsx';

/** The last use of a credential moves without an event. */
const READ_EVERY_MS = 30_000;

export function ClientsPage() {
  const clients = useRead('/clients', {}, { everyMs: READ_EVERY_MS });
  const refusal = useRefusalFor('administrator');
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="Clients"
      lede="Who may call: identity providers, scripts and administrators, each by a name of its own."
      actions={
        <Button kind="primary" disabledBecause={refusal} onClick={() => setCreating(true)}>
          New client …
        </Button>
      }
    >
      <ReadResult reading={clients} of="The clients">
        {(answer) => <ClientsTable clients={answer.clients} />}
      </ReadResult>
      {isCreating ? (
        <CreateCredentialDialog onClose={() => setCreating(false)} onDone={clients.readAgain} />
      ) : null}
    </Page>
  );
}
