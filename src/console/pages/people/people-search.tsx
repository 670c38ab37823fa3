import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/fields.tsx';

interface PeopleSearchProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
}

/** Asks when told to and not letter by letter: each search costs calls to Genesys Cloud. */
export function PeopleSearch({ search, onSearch }: PeopleSearchProps) {
  const [text, setText] = useState(search);
  return (
    <search aria-label="Find somebody">
      <form
        class="field-row"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text.trim());
        }}
      >
        <TextField
          label="Genesys id, e-mail address, external id or name"
          value={text}
          onInput={setText}
          placeholder="of now or of earlier"
          isRequired
        />
        <Button type="submit" kind="primary">
          Find
        </Button>
      </form>
    </search>
  );
}
