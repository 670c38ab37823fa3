import { useApi } from '../../api/api-context.ts';
import { useCommand } from '../../api/use-command.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import type { Credential } from './client-words.ts';

interface RevokeDialogProps {
  readonly client: string;
  /** All of the client unless given. */
  readonly credential?: Credential;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Ends credentials at once, which cannot be taken back. */
export function RevokeDialog({ client, credential, onClose, onDone }: RevokeDialogProps) {
  const api = useApi();
  const { run, isRunning, failure } = useCommand<unknown>();

  async function revoke(): Promise<void> {
    const answer = await run(() =>
      credential === undefined
        ? api.command('post', '/clients/{name}/revoke', { values: { name: client } })
        : api.command('post', '/clients/{name}/credentials/{id}/revoke', {
            values: { name: client, id: credential.id },
          }),
    );
    if (answer === undefined) return;
    onDone();
    onClose();
  }

  return (
    <Dialog
      title={
        credential === undefined ? `Revoke all credentials of ${client}` : `Revoke a credential of ${client}`
      }
      onClose={onClose}
      closeWord="Leave it as it is"
      actions={
        <Button kind="danger" isBusy={isRunning} onClick={() => void revoke()}>
          Revoke for good
        </Button>
      }
    >
      <p>
        {credential === undefined ? (
          'All its live credentials end'
        ) : (
          <>
            <code>{credential.id}</code> ends
          </>
        )}{' '}
        at once, with the access tokens issued for it, and cannot be brought back. Whoever still uses it is
        answered 401: nobody is provisioned or locked out by {client} until it has another one.
      </p>
      {failure === undefined ? null : <Failure error={failure} what="Nothing was revoked." />}
    </Dialog>
  );
}
