import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useCommand } from '../api/use-command.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Failure } from './failure.tsx';

interface PreviewedDialogProps<P> {
  readonly title: string;
  /** Asks what would happen; changes nothing. */
  readonly preview: () => Promise<P>;
  readonly children: (preview: P) => ComponentChildren;
  readonly confirmWord: string;
  readonly confirm: () => Promise<unknown>;
  readonly isDanger?: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Shows what a command would do before anybody can give it. */
export function PreviewedDialog<P>(props: PreviewedDialogProps<P>) {
  const { title, preview, children, confirmWord, confirm, isDanger = false, onClose, onDone } = props;
  const previewed = useCommand<P>();
  const confirmed = useCommand<unknown>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    void previewed.run(preview);
  }, []);
  async function give(): Promise<void> {
    const answer = await confirmed.run(confirm);
    if (answer !== undefined) onDone();
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      closeWord="Leave it as it is"
      actions={
        previewed.answer === undefined ? undefined : (
          <Button
            kind={isDanger ? 'danger' : 'primary'}
            isBusy={confirmed.isRunning}
            onClick={() => void give()}
          >
            {confirmWord}
          </Button>
        )
      }
    >
      {previewed.isRunning ? <p role="status">Asking what would happen …</p> : null}
      {previewed.failure === undefined ? null : (
        <Failure error={previewed.failure} what="What would happen could not be found out." />
      )}
      {previewed.answer === undefined ? null : children(previewed.answer)}
      {confirmed.failure === undefined ? null : (
        <Failure error={confirmed.failure} what="Nothing was changed." />
      )}
    </Dialog>
  );
}
