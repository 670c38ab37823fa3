/** How commands print what they learned: for people, or as JSON for scripts. */

import { Option } from 'commander';

export function print(json: boolean, answer: unknown, asText: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(answer) : asText()}\n`);
}

export const jsonOption = (): Option => new Option('--json', 'print JSON and nothing else').default(false);
