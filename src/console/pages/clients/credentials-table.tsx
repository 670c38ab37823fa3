import { useNow } from '../../format/use-now.ts';
import { Button } from '../../parts/button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Status } from '../../parts/status.tsx';
import { useRefusalFor } from '../../session/session-context.ts';
import { type Credential, describeCredential } from './client-words.ts';

interface CredentialsTableProps {
  readonly credentials: readonly Credential[];
  readonly onRotate: (credential: Credential) => void;
  readonly onRevoke: (credential: Credential) => void;
}

function EndCell({ credential: { expiresAt, revokedAt } }: { readonly credential: Credential }) {
  const at = revokedAt ?? expiresAt;
  return at === undefined ? <>no end</> : <Moment at={at} />;
}

function IdCell({ credential: { id, replacedBy } }: { readonly credential: Credential }) {
  return (
    <>
      <code class="id">{id}</code>
      {replacedBy === undefined ? null : (
        <span class="quiet below">
          replaced by <code class="id">{replacedBy}</code>
        </span>
      )}
    </>
  );
}

type CredentialActionsProps = Omit<CredentialsTableProps, 'credentials'> & {
  readonly credential: Credential;
};

function CredentialActions({ credential, onRotate, onRevoke }: CredentialActionsProps) {
  const refusal = useRefusalFor('administrator');
  const { id, state, replacedBy } = credential;
  if (state !== 'live') return null;
  return (
    <span class="actions row-actions">
      {replacedBy === undefined ? (
        <Button
          disabledBecause={refusal}
          label={`Rotate … the credential ${id}`}
          onClick={() => onRotate(credential)}
        >
          Rotate …
        </Button>
      ) : null}
      <Button
        kind="danger"
        disabledBecause={refusal}
        label={`Revoke … the credential ${id}`}
        onClick={() => onRevoke(credential)}
      >
        Revoke …
      </Button>
    </span>
  );
}

export function CredentialsTable({ credentials, onRotate, onRevoke }: CredentialsTableProps) {
  const now = useNow();
  const columns: readonly Column<Credential>[] = [
    { title: 'Credential', isRowHeader: true, cell: (credential) => <IdCell credential={credential} /> },
    { title: 'State', cell: (credential) => <Status {...describeCredential(credential, now)} /> },
    { title: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
    { title: 'Created', cell: ({ createdAt }) => <Moment at={createdAt} /> },
    { title: 'Ends', cell: (credential) => <EndCell credential={credential} /> },
    {
      title: 'Last used',
      cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'never' : <Moment at={lastUsedAt} />),
    },
    {
      title: 'Actions',
      cell: (credential) => (
        <CredentialActions credential={credential} onRotate={onRotate} onRevoke={onRevoke} />
      ),
    },
  ];
  return (
    <DataTable
      caption="Credentials, newest first; their secrets are shown when they are made and never again"
      columns={columns}
      rows={credentials}
      keyOf={({ id }) => id}
      empty="It has no credential."
    />
  );
}
