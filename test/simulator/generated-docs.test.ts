import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAGE, withGeneratedParts } from './generated-docs.ts';

it('keeps docs/simulator.md in step with operations and switches (node test/simulator/generated-docs.ts)', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(withGeneratedParts(page)).toBe(page);
});
