import { useState } from 'preact/hooks';
import type { Reading } from '../../live/use-read.ts';
import { Button } from '../../parts/button.tsx';
import { ReadResult } from '../../parts/read-result.tsx';
import { Section } from '../../parts/section.tsx';
import { Status } from '../../parts/status.tsx';
import { hrefTo } from '../../router/match.ts';
import { useRefusalFor } from '../../session/session-context.ts';
import { type Client, hrefOfClient } from '../clients/client-words.ts';
import { CreateCredentialDialog } from '../clients/create-credential-dialog.tsx';
import { describeDone, provisioningClients } from './first-start-words.ts';

interface ClientStepProps {
  readonly clients: Reading<{ readonly clients: readonly Client[] }>;
}

export function ClientStep({ clients }: ClientStepProps) {
  const refusal = useRefusalFor('administrator');
  const [isCreating, setCreating] = useState(false);
  return (
    <Section
      title="2. A client and its secret"
      actions={
        <Button disabledBecause={refusal} onClick={() => setCreating(true)}>
          New client …
        </Button>
      }
    >
      <ReadResult reading={clients} of="The clients">
        {(answer) => <ProvisioningClients clients={provisioningClients(answer.clients)} />}
      </ReadResult>
      {isCreating ? (
        <CreateCredentialDialog onClose={() => setCreating(false)} onDone={clients.readAgain} />
      ) : null}
    </Section>
  );
}

function ProvisioningClients({ clients }: { readonly clients: readonly Client[] }) {
  return (
    <p>
      <Status {...describeDone(clients.length > 0)} />{' '}
      {clients.length === 0 ? 'No client may provision yet.' : 'These may provision: '}
      {clients.map(({ name }, index) => (
        <span key={name}>
          {index === 0 ? '' : ', '}
          <a href={hrefTo(hrefOfClient(name))}>{name}</a>
        </span>
      ))}
    </p>
  );
}
