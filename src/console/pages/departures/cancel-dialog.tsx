import { useApi } from '../../api/api-context.ts';
import { toTitle } from '../../format/words.ts';
import { PreviewedDialog } from '../../parts/previewed-dialog.tsx';
import { type JourneyDetails, nameOf } from './journey-words.ts';

interface CancelDialogProps {
  readonly journey: JourneyDetails;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Leaves off what is left of a journey, after that has been shown. */
export function CancelDialog({ journey, onClose, onDone }: CancelDialogProps) {
  const api = useApi();
  const values = { id: journey.userId };
  return (
    <PreviewedDialog
      title={`Cancel the rest for ${nameOf(journey)}`}
      preview={() => api.command('post', '/users/{id}/cancel', { values, body: { dryRun: true } })}
      confirmWord="Cancel the rest"
      confirm={() => api.command('post', '/users/{id}/cancel', { values, body: {} })}
      isDanger
      onClose={onClose}
      onDone={onDone}
    >
      {({ steps }) => (
        <>
          <p>What is done stays done: whoever is locked out stays locked out. Left as it is:</p>
          <ul>
            {steps.map((step) => (
              <li key={step}>{toTitle(step)}</li>
            ))}
          </ul>
        </>
      )}
    </PreviewedDialog>
  );
}
