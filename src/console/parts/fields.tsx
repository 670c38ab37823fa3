import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';

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

function TextField({ label, value, onInput, hint, placeholder, isRequired = false }: TextFieldProps) {
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

const TYPING_PAUSE_MS = 300;

/** A text that is taken when its writer pauses, not letter by letter: for what asks the bridge. */
export function SearchField({ value, onInput, ...props }: TextFieldProps) {
  const [text, setText] = useState(value);
  // Changed from outside, such as by a button that clears it.
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onInput(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onInput]);
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

export function FieldRow({
  children,
  label,
}: {
  readonly children: ComponentChildren;
  readonly label: string;
}) {
  return (
    <search class="field-row" aria-label={label}>
      {children}
    </search>
  );
}
