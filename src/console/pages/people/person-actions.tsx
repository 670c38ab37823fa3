import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { useRefusalFor } from '../../session/session-context.ts';
import { RestoreDialog } from '../departures/restore-dialog.tsx';
import { OffboardDialog } from './offboard-dialog.tsx';
import { canLeave, canReturn, type History, nameInHistory } from './person-words.ts';

interface PersonActionsProps {
  readonly history: History;
  readonly onDone: () => void;
}

export function PersonActions({ history, onDone }: PersonActionsProps) {
  const [shown, setShown] = useState<'offboard' | 'restore'>();
  const refusal = useRefusalFor('operator');
  const close = () => setShown(undefined);
  const done = () => {
    close();
    onDone();
  };
  const person = { userId: history.id, name: nameInHistory(history) };
  return (
    <>
      {canLeave(history.now) ? (
        <Button kind="danger" disabledBecause={refusal} onClick={() => setShown('offboard')}>
          Offboard …
        </Button>
      ) : null}
      {canReturn(history.now) ? (
        <Button kind="primary" disabledBecause={refusal} onClick={() => setShown('restore')}>
          Restore …
        </Button>
      ) : null}
      {shown === 'offboard' ? <OffboardDialog person={person} onClose={close} onDone={done} /> : null}
      {shown === 'restore' ? <RestoreDialog person={person} onClose={close} onDone={done} /> : null}
    </>
  );
}
