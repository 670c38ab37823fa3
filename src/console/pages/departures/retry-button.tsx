import { useApi } from '../../api/api-context.ts';
import { useCommand } from '../../api/use-command.ts';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useRefusalFor } from '../../session/session-context.ts';

interface RetryButtonProps {
  readonly userId: string;
  /** All that are stuck or wait, unless given. */
  readonly step?: string;
  readonly onDone: () => void;
}

/** Makes steps due at once; a step does nothing that is done already. */
export function RetryButton({ userId, step, onDone }: RetryButtonProps) {
  const api = useApi();
  const refusal = useRefusalFor('operator');
  const { run, isRunning, failure } = useCommand<unknown>();
  async function retry(): Promise<void> {
    const body = step === undefined ? {} : { step };
    const answer = await run(() =>
      api.command('post', '/users/{id}/retry', { values: { id: userId }, body }),
    );
    if (answer !== undefined) onDone();
  }
  return (
    <>
      <Button
        onClick={() => void retry()}
        isBusy={isRunning}
        disabledBecause={refusal}
        label={step === undefined ? 'Retry all steps that are held up' : `Retry the step ${step}`}
      >
        Retry
      </Button>
      {failure === undefined ? null : <Failure error={failure} what="The step was not tried again." />}
    </>
  );
}
