import { styleText } from 'node:util';

type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

/** Only on a terminal, and not where NO_COLOR asks for none. */
export function colour(name: Colour, text: string): string {
  return styleText(name, text, { stream: process.stdout });
}
