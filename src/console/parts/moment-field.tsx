import { useId } from 'preact/hooks';
import { fromLocalInput, toLocalInput } from '../format/local-input.ts';
import { usePaused } from './use-paused.ts';

interface MomentFieldProps {
  readonly label: string;
  /** ISO 8601, or '' for none. */
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** A time in the time zone of the browser, which the masthead names. */
export function MomentField({ label, value, onInput }: MomentFieldProps) {
  const id = useId();
  const [text, setText] = usePaused(toLocalInput(value), (local) => onInput(fromLocalInput(local)));
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        value={text}
        max="9999-12-31T23:59"
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </div>
  );
}
