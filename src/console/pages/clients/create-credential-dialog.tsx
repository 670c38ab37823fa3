import { useId, useState } from 'preact/hooks';
import { useApi } from '../../api/api-context.ts';
import { useCommand } from '../../api/use-command.ts';
import { Button } from '../../parts/button.tsx';
import { CheckboxGroup } from '../../parts/checkbox-group.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import {
  type Client,
  endAfter,
  type IssuedCredential,
  LIFETIMES,
  SCOPES,
  type Scope,
} from './client-words.ts';
import { IssuedDialog } from './issued-dialog.tsx';

interface CreateCredentialDialogProps {
  /** Of a new client unless given. */
  readonly client?: Client;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Makes a credential, and with a client's first one the client. */
export function CreateCredentialDialog({ client, onClose, onDone }: CreateCredentialDialogProps) {
  const api = useApi();
  const form = useId();
  const [name, setName] = useState(client?.name ?? '');
  const [authority, setAuthority] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['users', 'groups']);
  const [days, setDays] = useState('365');
  const { run, isRunning, failure, answer } = useCommand<IssuedCredential>();
  const isFirst = client?.authority === undefined;

  async function create(): Promise<void> {
    const body = {
      scopes: [...scopes],
      expiresAt: endAfter(days, new Date()),
      authority: isFirst && authority.trim() !== '' ? authority.trim() : undefined,
    };
    const values = { name: name.trim() };
    const issued = await run(() => api.command('post', '/clients/{name}/credentials', { values, body }));
    if (issued !== undefined) onDone();
  }

  if (answer !== undefined) return <IssuedDialog issued={answer} onClose={onClose} />;
  return (
    <Dialog
      title={client === undefined ? 'New client' : `New credential for ${client.name}`}
      onClose={onClose}
      closeWord="Leave it"
      actions={
        <Button
          type="submit"
          form={form}
          kind="primary"
          isBusy={isRunning}
          disabledBecause={scopes.length === 0 ? 'choose at least one scope' : undefined}
        >
          Create
        </Button>
      }
    >
      <form
        id={form}
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        {failure === undefined ? null : <Failure error={failure} what="Nothing was created." />}
        {client === undefined ? (
          <TextField
            label="Name"
            value={name}
            onInput={setName}
            isRequired
            hint="Letters, digits and . _ - such as okta or entra-prod. It stands in logs and in the audit trail."
          />
        ) : null}
        <CheckboxGroup legend="Scopes" choices={SCOPES} chosen={scopes} onChange={setScopes} />
        <SelectField
          label="Lasts"
          value={days}
          onChange={setDays}
          choices={[...LIFETIMES, { value: '', word: 'No end' }]}
        />
        {isFirst ? (
          <TextField
            label="External ids under (optional)"
            value={authority}
            onInput={setAuthority}
            hint="Name of the authority in Genesys Cloud; the client's name unless given. It stays for good."
          />
        ) : null}
      </form>
    </Dialog>
  );
}
