import { CopyField } from '../../parts/copy-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { IssuedCredential } from './client-words.ts';

interface IssuedDialogProps {
  readonly issued: IssuedCredential;
  /** When the one ends that it takes the place of. */
  readonly replacedEndsAt?: string;
  readonly onClose: () => void;
}

/** A new credential with its secret, which nobody can see again once this is closed. */
export function IssuedDialog({ issued, replacedEndsAt, onClose }: IssuedDialogProps) {
  const { id, client, token, scopes, expiresAt } = issued;
  return (
    <Dialog
      title={`The new credential of ${client}`}
      onClose={onClose}
      closeWord="I have kept it"
      ignoresEscape
    >
      <p class="note" role="status">
        This is the only time that its secret is shown. Put it into {client} or into a vault before you close
        this.
      </p>
      <CopyField label="Secret" value={token} />
      <Facts
        facts={{
          Credential: <code>{id}</code>,
          Scopes: scopes.join(', '),
          Ends: expiresAt === undefined ? 'no end' : <Moment at={expiresAt} as="full" />,
          'The old one ends': replacedEndsAt && <Moment at={replacedEndsAt} as="full" />,
        }}
      />
    </Dialog>
  );
}
