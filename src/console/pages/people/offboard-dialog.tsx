import { useApi } from '../../api/api-context.ts';
import type { AnswerOf } from '../../api/operations.ts';
import { count, toTitle } from '../../format/words.ts';
import { PreviewedDialog } from '../../parts/previewed-dialog.tsx';
import { nameOf, type Person } from '../departures/journey-words.ts';

interface OffboardDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Offboards somebody as `active=false` of a client does, after what would be taken away has been shown. */
export function OffboardDialog({ person, onClose, onDone }: OffboardDialogProps) {
  const api = useApi();
  const values = { id: person.userId };
  return (
    <PreviewedDialog
      title={`Offboard ${nameOf(person)}`}
      preview={() => api.command('post', '/users/{id}/offboard', { values, body: { dryRun: true } })}
      confirmWord="Lock out and offboard"
      confirm={() => api.command('post', '/users/{id}/offboard', { values, body: {} })}
      isDanger
      onClose={onClose}
      onDone={onDone}
    >
      {(preview) => ('plan' in preview ? <Losses plan={preview.plan} /> : <p>This has been done already.</p>)}
    </PreviewedDialog>
  );
}

type Plan = Extract<AnswerOf<'post', '/users/{id}/offboard'>, { outcome: 'planned' }>['plan'];

function Losses({ plan: { steps, calls } }: { readonly plan: Plan }) {
  const taking = steps.filter(({ takes }) => takes.length > 0);
  return (
    <>
      <p>
        They are locked out first; the user stays in Genesys Cloud, inactive. That takes{' '}
        {count(calls, 'call', 'calls')} to Genesys Cloud.
      </p>
      <dl class="facts">
        {taking.map(({ name, takes, waitsFor }) => (
          <div key={name}>
            <dt>{toTitle(name)}</dt>
            <dd>{takes.join(', ')}</dd>
            {waitsFor === undefined ? null : <dd class="quiet">waits for {waitsFor}</dd>}
          </div>
        ))}
      </dl>
    </>
  );
}
