import { useId, useState } from 'preact/hooks';
import { useApi } from '../../api/api-context.ts';
import { useCommand } from '../../api/use-command.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { type Credential, endAfter, LIFETIMES, type RotatedCredential } from './client-words.ts';
import { IssuedDialog } from './issued-dialog.tsx';

interface RotateDialogProps {
  readonly client: string;
  readonly credential: Credential;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const DAY = 86_400;
const OVERLAPS = [
  { value: String(DAY), word: '1 day' },
  { value: String(7 * DAY), word: '7 days' },
  { value: String(30 * DAY), word: '30 days' },
  { value: '3600', word: '1 hour' },
  { value: '0', word: 'Not at all: it ends at once' },
] as const;

/** Puts a new credential in the place of one, with time to change over. */
export function RotateDialog({ client, credential: { id }, onClose, onDone }: RotateDialogProps) {
  const api = useApi();
  const form = useId();
  const [overlap, setOverlap] = useState<string>(OVERLAPS[0].value);
  const [days, setDays] = useState('');
  const { run, isRunning, failure, answer } = useCommand<RotatedCredential>();

  async function rotate(): Promise<void> {
    const body = { overlapSeconds: Number(overlap), expiresAt: endAfter(days, new Date()) };
    const values = { name: client, id };
    const rotated = await run(() =>
      api.command('post', '/clients/{name}/credentials/{id}/rotate', { values, body }),
    );
    if (rotated !== undefined) onDone();
  }

  if (answer !== undefined) {
    return <IssuedDialog issued={answer} replacedEndsAt={answer.replaces.endsAt} onClose={onClose} />;
  }
  return (
    <Dialog
      title={`Rotate a credential of ${client}`}
      onClose={onClose}
      closeWord="Leave it as it is"
      actions={
        <Button type="submit" form={form} kind="primary" isBusy={isRunning}>
          Rotate
        </Button>
      }
    >
      <form
        id={form}
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void rotate();
        }}
      >
        <p>
          A new credential with the same scopes takes the place of <code>{id}</code>. Both work until the old
          one ends: give the new one to {client} within that time.
        </p>
        {failure === undefined ? null : <Failure error={failure} what="Nothing was changed." />}
        <SelectField
          label="The old one goes on for"
          value={overlap}
          onChange={setOverlap}
          choices={OVERLAPS}
        />
        <SelectField
          label="The new one lasts"
          value={days}
          onChange={setDays}
          choices={[{ value: '', word: 'As long as the old one was made for' }, ...LIFETIMES]}
        />
      </form>
    </Dialog>
  );
}
