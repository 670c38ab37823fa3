interface CheckboxGroupProps<V extends string> {
  readonly legend: string;
  readonly choices: readonly { readonly value: V; readonly word: string }[];
  readonly chosen: readonly V[];
  readonly onChange: (chosen: readonly V[]) => void;
}

/** Any number of choices, in the order of the choices. */
export function CheckboxGroup<V extends string>(props: CheckboxGroupProps<V>) {
  const { legend, choices, chosen, onChange } = props;
  function choose(value: V, isChosen: boolean): void {
    const wanted = choices.filter((choice) =>
      choice.value === value ? isChosen : chosen.includes(choice.value),
    );
    onChange(wanted.map((choice) => choice.value));
  }
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {choices.map(({ value, word }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => choose(value, event.currentTarget.checked)}
          />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
