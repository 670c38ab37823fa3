import { useApi } from '../../api/api-context.ts';
import { toTitle } from '../../format/words.ts';
import { Moment } from '../../parts/moment.tsx';
import { PreviewedDialog } from '../../parts/previewed-dialog.tsx';
import { nameOf, type Person } from './journey-words.ts';

interface RestoreDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Brings somebody back, after what would come back has been shown. */
export function RestoreDialog({ person, onClose, onDone }: RestoreDialogProps) {
  const api = useApi();
  const values = { id: person.userId };
  return (
    <PreviewedDialog
      title={`Restore ${nameOf(person)}`}
      preview={() => api.command('post', '/users/{id}/restore', { values, body: { dryRun: true } })}
      confirmWord="Restore"
      confirm={() => api.command('post', '/users/{id}/restore', { values, body: {} })}
      onClose={onClose}
      onDone={onDone}
    >
      {(preview) => ('plan' in preview ? <Gifts plan={preview.plan} /> : null)}
    </PreviewedDialog>
  );
}

interface GiftsProps {
  readonly plan: {
    readonly steps: readonly { readonly name: string; readonly gives: readonly string[] }[];
    readonly snapshotTakenAt?: string | undefined;
  };
}

function Gifts({ plan: { steps, snapshotTakenAt } }: GiftsProps) {
  const giving = steps.filter(({ gives }) => gives.length > 0);
  return (
    <>
      <p>
        {snapshotTakenAt === undefined ? (
          'Nothing was written down to give back: the person becomes active with what policy gives to everybody.'
        ) : (
          <>
            What comes back was written down on <Moment at={snapshotTakenAt} as="full" />.
          </>
        )}
      </p>
      <dl class="facts">
        {giving.map(({ name, gives }) => (
          <div key={name}>
            <dt>{toTitle(name)}</dt>
            <dd>{gives.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
