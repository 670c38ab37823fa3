import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { EvidenceLink } from '../../parts/evidence-link.tsx';
import { useRefusalFor } from '../../session/session-context.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { isUnderWay, type JourneyDetails } from './journey-words.ts';
import { RestoreDialog } from './restore-dialog.tsx';

interface JourneyActionsProps {
  readonly journey: JourneyDetails;
  readonly onDone: () => void;
}

export function JourneyActions({ journey, onDone }: JourneyActionsProps) {
  const [shown, setShown] = useState<'restore' | 'cancel'>();
  const refusal = useRefusalFor('operator');
  const close = () => setShown(undefined);
  const done = () => {
    close();
    onDone();
  };
  const canRestore =
    journey.kind !== 'restore' && journey.status !== 'cancelled' && journey.restoredAt === undefined;
  return (
    <>
      <EvidenceLink journeyId={journey.id} class="button" />
      {isUnderWay(journey) ? (
        <Button kind="danger" disabledBecause={refusal} onClick={() => setShown('cancel')}>
          Cancel …
        </Button>
      ) : null}
      {canRestore ? (
        <Button kind="primary" disabledBecause={refusal} onClick={() => setShown('restore')}>
          Restore …
        </Button>
      ) : null}
      {shown === 'restore' ? <RestoreDialog person={journey} onClose={close} onDone={done} /> : null}
      {shown === 'cancel' ? <CancelDialog journey={journey} onClose={close} onDone={done} /> : null}
    </>
  );
}
