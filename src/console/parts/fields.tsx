import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { usePaused } from './use-paused.ts';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly children: ComponentChildren;
}

function Field({ id, label, hint, children }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
}

export function TextField({ label, value, onInput, hint, placeholder, isRequired = false }: TextFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint}>
      <input
        id={id}
        type="text"
        value={value}
        autoComplete="off"
        spellcheck={false}
        required={isRequired}
        placeholder={placeholder}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </Field>
  );
}

/** A text that is taken when its writer pauses: for what asks the bridge. */
export function SearchField({ value, onInput, ...props }: TextFieldProps) {
  const [text, setText] = usePaused(value, onInput);
  return <TextField {...props} value={text} onInput={setText} />;
}

/** For what nobody else is to read over a shoulder. */
export function SecretField({
  label,
  value,
  onInput,
  hint,
}: Omit<TextFieldProps, 'placeholder' | 'isRequired'>) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint}>
      <input
        id={id}
        type="password"
        value={value}
        autoComplete="current-password"
        required
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly word: string;
}

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: readonly Choice[];
}

export function SelectField({ label, value, onChange, choices }: SelectFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label}>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.word}
          </option>
        ))}
      </select>
    </Field>
  );
}
