import { useState } from 'preact/hooks';
import { chooseTheme, readTheme, THEMES } from './theme.ts';

const WORDS = { system: 'Colours: system', light: 'Colours: light', dark: 'Colours: dark' } as const;

export function ThemeSwitch() {
  const [theme, setTheme] = useState(readTheme);
  return (
    <label class="theme">
      <span class="visually-hidden">Colours</span>
      <select
        value={theme}
        onChange={(event) => {
          const chosen = THEMES.find((known) => known === event.currentTarget.value) ?? 'system';
          chooseTheme(chosen);
          setTheme(chosen);
        }}
      >
        {THEMES.map((known) => (
          <option key={known} value={known}>
            {WORDS[known]}
          </option>
        ))}
      </select>
    </label>
  );
}
