import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Beside the button that closes it. */
  readonly actions?: ComponentChildren;
  readonly closeWord?: string;
  /** Only its button closes it: for what is shown once. */
  readonly ignoresEscape?: boolean;
}

/** The browser's own modal dialog: it holds the focus, closes with Escape and gives the focus back. */
export function Dialog(props: DialogProps) {
  const { title, onClose, children, actions, closeWord = 'Close', ignoresEscape = false } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      closedby={ignoresEscape ? 'none' : 'closerequest'}
      onCancel={(event) => {
        event.preventDefault();
        if (!ignoresEscape) onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      <div class="dialog-body">{children}</div>
      <div class="actions dialog-actions">
        <Button onClick={onClose}>{closeWord}</Button>
        {actions}
      </div>
    </dialog>
  );
}
