/**
 * The parts of docs/simulator.md that are made from the code. After a change of operations or switches:
 * `node test/simulator/generated-docs.ts` writes them.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Behaviour } from '../../src/simulator/behaviour.ts';
import { ALL_OPERATIONS } from '../../src/simulator/operations/all-operations.ts';

export const PAGE = fileURLToPath(new URL('../../docs/simulator.md', import.meta.url));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function switches(): string {
  const rows = Object.entries(new Behaviour().describe()).map(
    ([name, { default: value, meaning, evidence, facts }]) => [
      `\`${name}\``,
      String(value),
      meaning,
      evidence,
      facts,
    ],
  );
  return table(['switch', 'default', 'meaning', 'evidence', 'FACTS'], rows);
}

/** Operations in the order of the code, which keeps together what belongs together. */
function operations(): string {
  const rows = ALL_OPERATIONS.map(({ method, path, permissions: { mode, names } }) => [
    `\`${method} ${path}\``,
    names.length > 1 ? mode : '',
    names.map((name) => `\`${name}\``).join(', ') || 'none',
  ]);
  return table(['operation', 'needs', 'permissions'], rows);
}

const PARTS: Readonly<Record<string, () => string>> = { switches, operations };

/** The page with its generated parts as the code has them now. */
export function withGeneratedParts(page: string): string {
  return Object.entries(PARTS).reduce((text, [name, make]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/simulator.md has no part '${name}'`);
    return `${text.slice(0, from + start.length)}\n${make()}\n${text.slice(to)}`;
  }, page);
}

if (import.meta.main) writeFileSync(PAGE, withGeneratedParts(readFileSync(PAGE, 'utf8')));
