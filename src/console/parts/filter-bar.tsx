import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';

interface FilterBarProps {
  readonly label: string;
  readonly isAny: boolean;
  readonly clear: () => void;
  readonly children: ComponentChildren;
}

/** The filters of a list in a row, and the way out of them while one is set. */
export function FilterBar({ label, isAny, clear, children }: FilterBarProps) {
  return (
    <search class="field-row" aria-label={label}>
      {children}
      {isAny ? (
        <Button kind="quiet" onClick={clear}>
          Show all
        </Button>
      ) : null}
    </search>
  );
}
