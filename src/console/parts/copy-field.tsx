import { useId, useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** A value to be pasted somewhere else. */
export function CopyField({ label, value, hint }: CopyFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      setSaid('Copied.');
    } catch {
      // Without TLS, or where it is forbidden, a page may not write to the clipboard.
      input.current?.select();
      setSaid('The browser does not let this page copy; the text is selected, copy it with the keyboard.');
    }
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy">
        <input
          ref={input}
          id={id}
          class="mono"
          type="text"
          readOnly
          value={value}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button label={`Copy: ${label}`} onClick={() => void copy()}>
          Copy
        </Button>
      </div>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      <p class="hint" role="status">
        {said}
      </p>
    </div>
  );
}
